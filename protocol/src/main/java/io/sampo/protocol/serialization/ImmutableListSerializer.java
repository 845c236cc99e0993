package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.List;

/** Any list, read back as an immutable one. Elements are not null. */
@SuppressWarnings("rawtypes")
final class ImmutableListSerializer extends Serializer<List> {

  ImmutableListSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, List list) {
    output.writeVarInt(list.size(), true);
    for (Object element : list) {
      kryo.writeClassAndObject(output, element);
    }
  }

  @Override
  public List read(Kryo kryo, Input input, Class<? extends List> type) {
    Object[] elements = new Object[WireLength.checked(input, input.readVarInt(true))];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = kryo.readClassAndObject(input);
    }
    return List.of(elements);
  }
}
