package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/** A byte array: its length and its bytes. */
final class RawBytesSerializer extends Serializer<byte[]> {

  @Override
  public void write(Kryo kryo, Output output, byte[] bytes) {
    output.writeVarInt(bytes.length, true);
    output.writeBytes(bytes);
  }

  @Override
  public byte[] read(Kryo kryo, Input input, Class<? extends byte[]> type) {
    return input.readBytes(WireLength.checked(input, input.readVarInt(true)));
  }
}
