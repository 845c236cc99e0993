package io.sampo.node.training.data;

import io.sampo.protocol.dataset.RawRow;

/** A row without categories. */
@FunctionalInterface
interface NumberRow extends RawRow {

  @Override
  default String category(int feature) {
    throw new IllegalStateException(
        "Expected nobody to ask for a category, but feature %d is a number".formatted(feature));
  }
}
