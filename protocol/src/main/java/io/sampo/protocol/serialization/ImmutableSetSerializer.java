package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Set;

/** Any set, read back as an immutable one. Elements are not null. */
@SuppressWarnings("rawtypes")
final class ImmutableSetSerializer extends Serializer<Set> {

  ImmutableSetSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, Set set) {
    output.writeVarInt(set.size(), true);
    for (Object element : set) {
      kryo.writeClassAndObject(output, element);
    }
  }

  @Override
  public Set read(Kryo kryo, Input input, Class<? extends Set> type) {
    Object[] elements = new Object[WireLength.checked(input, input.readVarInt(true))];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = kryo.readClassAndObject(input);
    }
    return Set.of(elements);
  }
}
