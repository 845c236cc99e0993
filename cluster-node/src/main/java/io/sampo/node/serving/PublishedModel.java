package io.sampo.node.serving;

import io.sampo.protocol.serving.ModelSummary;

/** What the catalog holds of one model; writes only what is new. Belongs to one model entity. */
final class PublishedModel {
  private final ModelCatalog catalog;
  private ModelSummary last;

  PublishedModel(ModelCatalog catalog) {
    this.catalog = catalog;
  }

  void show(ModelSummary summary) {
    if (summary.equals(last)) {
      return;
    }
    last = summary;
    if (!summary.versions().isEmpty()) {
      catalog.publish(summary);
    } else if (summary.sequenceNumber() > 0) {
      catalog.remove();
    }
  }
}
