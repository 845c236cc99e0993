package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.HashMap;
import java.util.Map;

/** Any map, read back as an immutable one. Keys and values are not null. */
@SuppressWarnings("rawtypes")
final class ImmutableMapSerializer extends Serializer<Map> {

  ImmutableMapSerializer() {
    super(false, true);
  }

  @Override
  public void write(Kryo kryo, Output output, Map map) {
    output.writeVarInt(map.size(), true);
    for (Object element : map.entrySet()) {
      Map.Entry<?, ?> entry = (Map.Entry<?, ?>) element;
      kryo.writeClassAndObject(output, entry.getKey());
      kryo.writeClassAndObject(output, entry.getValue());
    }
  }

  @Override
  public Map read(Kryo kryo, Input input, Class<? extends Map> type) {
    int size = WireLength.checked(input, input.readVarInt(true));
    Map<Object, Object> entries = new HashMap<>();
    for (int i = 0; i < size; i++) {
      entries.put(kryo.readClassAndObject(input), kryo.readClassAndObject(input));
    }
    return Map.copyOf(entries);
  }
}
