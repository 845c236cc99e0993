package io.sampo.node.training.data;

import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;

/** Rows of nothing but numbers, which are samples as they are. */
interface SampleSource extends Dataset, RowSource {

  @Override
  DataType targetType();

  @Override
  Shape targetShape();

  @Override
  default String featureName(int feature) {
    return Integer.toString(feature);
  }

  @Override
  default ValueKind kind(int feature) {
    return ValueKind.NUMBER;
  }

  @Override
  default Shape inputShape(int width) {
    return sampleShape();
  }
}
