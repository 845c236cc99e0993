package io.sampo.node.serving;

import io.sampo.node.catalog.CatalogPublisher;
import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelSummary;
import org.apache.pekko.actor.typed.ActorSystem;

/** Where an entity publishes what everybody may know of its model. */
interface ModelCatalog {
  void publish(ModelSummary summary);

  /** The model is deleted. */
  void remove();

  static ModelCatalog inCluster(ActorSystem<?> system, ModelName model) {
    CatalogPublisher<ModelSummary> publisher =
        CatalogPublisher.toAllAtOnce(system, CatalogKeys.model(model.value()), model.value());
    return new ModelCatalog() {
      @Override
      public void publish(ModelSummary summary) {
        publisher.publish(summary, summary.sequenceNumber());
      }

      @Override
      public void remove() {
        publisher.remove();
      }
    };
  }
}
