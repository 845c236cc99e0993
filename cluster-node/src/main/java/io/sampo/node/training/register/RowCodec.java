package io.sampo.node.training.register;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sampo.protocol.serialization.SampoSerializer;
import io.sampo.protocol.training.step.RegisterRow;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;

/** A row as bytes: the number of its type, one zero byte, and what the wire would carry. */
final class RowCodec {
  private final SampoSerializer serializer;

  RowCodec(ActorSystem<?> system) {
    this.serializer = new SampoSerializer((ExtendedActorSystem) Adapter.toClassic(system));
  }

  ByteBuffer encode(RegisterRow row) {
    byte[] manifest = serializer.manifest(row).getBytes(US_ASCII);
    byte[] content = serializer.toBinary(row);
    ByteBuffer bytes = ByteBuffer.allocate(manifest.length + 1 + content.length);
    bytes.put(manifest).put((byte) 0).put(content);
    return bytes.flip();
  }

  RegisterRow decode(ByteBuffer bytes) {
    byte[] all = new byte[bytes.remaining()];
    bytes.duplicate().get(all);
    int end = 0;
    while (end < all.length && all[end] != 0) {
      end++;
    }
    String manifest = new String(all, 0, end, US_ASCII);
    byte[] content = Arrays.copyOfRange(all, Math.min(end + 1, all.length), all.length);
    try {
      return (RegisterRow) serializer.fromBinary(content, manifest);
    } catch (NotSerializableException e) {
      throw new IllegalStateException("Expected a row of the register, but: " + e.getMessage(), e);
    }
  }
}
