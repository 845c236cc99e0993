package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;

/** Name, datatype, shape, and the bytes as they are. */
final class TensorSerializer extends Serializer<Tensor> {

  TensorSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, Tensor tensor) {
    output.writeString(tensor.name());
    kryo.writeObject(output, tensor.dataType());
    kryo.writeObject(output, tensor.shape());
    output.writeVarInt(tensor.byteCount(), true);
    tensor.writeTo(output::writeBytes);
  }

  @Override
  public Tensor read(Kryo kryo, Input input, Class<? extends Tensor> type) {
    String name = input.readString();
    DataType dataType = kryo.readObject(input, DataType.class);
    Shape shape = kryo.readObject(input, Shape.class);
    byte[] data = input.readBytes(WireLength.checked(input, input.readVarInt(true)));
    return Tensor.wrap(name, dataType, shape, data);
  }
}
