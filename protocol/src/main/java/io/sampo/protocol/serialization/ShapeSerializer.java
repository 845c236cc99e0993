package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.sampo.protocol.tensor.Shape;

/** The rank and the dimensions. */
final class ShapeSerializer extends Serializer<Shape> {

  ShapeSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, Shape shape) {
    output.writeVarInt(shape.rank(), true);
    for (int i = 0; i < shape.rank(); i++) {
      output.writeVarLong(shape.dimension(i), false);
    }
  }

  @Override
  public Shape read(Kryo kryo, Input input, Class<? extends Shape> type) {
    long[] dimensions = new long[WireLength.checked(input, input.readVarInt(true))];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = input.readVarLong(false);
    }
    return Shape.of(dimensions);
  }
}
