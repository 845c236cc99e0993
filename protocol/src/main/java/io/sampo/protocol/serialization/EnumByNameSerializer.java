package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.HashMap;
import java.util.Map;

/** Writes an enum by name, so that constants may be added anywhere. */
@SuppressWarnings("rawtypes")
final class EnumByNameSerializer extends Serializer<Enum> {
  private final Class<? extends Enum> type;
  private final Map<String, Enum> constants = new HashMap<>();

  EnumByNameSerializer(Class<? extends Enum> type) {
    super(false, true);
    this.type = type;
    for (Enum constant : type.getEnumConstants()) {
      constants.put(constant.name(), constant);
    }
  }

  @Override
  public void write(Kryo kryo, Output output, Enum value) {
    output.writeString(value.name());
  }

  @Override
  public Enum read(Kryo kryo, Input input, Class<? extends Enum> expected) {
    String name = input.readString();
    Enum constant = constants.get(name);
    if (constant == null) {
      throw new KryoException(
          "Expected a constant of %s, but was [%s]".formatted(type.getName(), name));
    }
    return constant;
  }
}
