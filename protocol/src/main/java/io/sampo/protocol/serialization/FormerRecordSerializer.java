package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** Reads a record that was written before it changed. */
final class FormerRecordSerializer<T> extends Serializer<T> {
  private final FormerRecord<T> former;

  FormerRecordSerializer(FormerRecord<T> former) {
    super(false, true);
    this.former = former;
  }

  @Override
  public void write(Kryo kryo, Output output, T record) {
    throw new IllegalStateException(
        "Expected to write %s as it is today, not by its former number [%d]"
            .formatted(former.type().getName(), former.number()));
  }

  @Override
  public T read(Kryo kryo, Input input, Class<? extends T> expected) {
    Object[] values = new Object[former.componentTypes().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ComponentsSerializer.readComponent(kryo, input, former.componentTypes().get(i));
    }
    return former.toPresent().apply(values);
  }
}
