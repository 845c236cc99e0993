package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.ByteBufferInput;
import com.esotericsoftware.kryo.io.ByteBufferOutput;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * The serializer of everything that implements {@link io.sampo.protocol.WireMessage}. The manifest
 * is the record's number in {@link WireTypes}; behind the bytes stands their {@link
 * MessageChecksum}. A number that this version does not know, and bytes that are not those that
 * were written, are refused and counted; the connection lives on. Thread-safe.
 */
public final class SampoSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  /** Frozen: journals and peers know the serializer by it. */
  public static final int IDENTIFIER = 5_741_026;

  private static final LongAdder REFUSALS = new LongAdder();

  private final Pool<Kryo> pool;

  public SampoSerializer(ExtendedActorSystem system) {
    this.pool =
        new Pool<>(true, true) {
          @Override
          protected Kryo create() {
            return WireTypes.newKryo(() -> ActorRefResolver.get(Adapter.toTyped(system)));
          }
        };
  }

  /** How many messages of this JVM could not be read because their type or bytes were unknown. */
  public static long refusals() {
    return REFUSALS.sum();
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return Integer.toString(number(message));
  }

  private static int number(Object message) {
    return WireTypes.idOf(message.getClass())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Expected a type listed in WireTypes, but was ["
                        + message.getClass().getName()
                        + "]"));
  }

  @Override
  public byte[] toBinary(Object message) {
    Output output = new Output(512, -1);
    with(kryo -> kryo.writeObject(output, message));
    int length = output.position();
    ByteBuffer bytes = ByteBuffer.allocate(length + MessageChecksum.BYTES);
    bytes.put(output.getBuffer(), 0, length).flip();
    int checksum = MessageChecksum.of(number(message), bytes);
    bytes.limit(bytes.capacity());
    return bytes.putInt(length, checksum).array();
  }

  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    ByteOrder order = buffer.order();
    int start = buffer.position();
    ByteBufferOutput output = new ByteBufferOutput();
    // The capacity is also the maximum: Kryo must not grow into a buffer of its own.
    output.setBuffer(buffer, buffer.capacity());
    output.setPosition(start);
    try {
      with(kryo -> kryo.writeObject(output, message));
    } catch (KryoBufferOverflowException e) {
      BufferOverflowException overflow = new BufferOverflowException();
      overflow.initCause(e);
      throw overflow;
    } finally {
      buffer.order(order);
    }
    int end = output.position();
    int checksum = MessageChecksum.of(number(message), between(buffer, start, end));
    buffer.duplicate().position(end).putInt(checksum);
    buffer.position(end + MessageChecksum.BYTES);
  }

  private static ByteBuffer between(ByteBuffer buffer, int start, int end) {
    ByteBuffer part = buffer.duplicate();
    return part.clear().position(start).limit(end);
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    int number = numberOf(manifest);
    requireChecksum(number, ByteBuffer.wrap(bytes));
    return read(new Input(bytes, 0, bytes.length - MessageChecksum.BYTES), number);
  }

  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
    int number = numberOf(manifest);
    requireChecksum(number, buffer);
    ByteOrder order = buffer.order();
    int limit = buffer.limit();
    try {
      buffer.limit(limit - MessageChecksum.BYTES);
      return read(new ByteBufferInput(buffer), number);
    } finally {
      buffer.limit(limit).order(order);
    }
  }

  private static void requireChecksum(int number, ByteBuffer buffer)
      throws NotSerializableException {
    int start = buffer.position();
    int end = buffer.limit() - MessageChecksum.BYTES;
    ByteBuffer bytes = buffer.duplicate();
    if (end < start
        || bytes.getInt(end) != MessageChecksum.of(number, between(buffer, start, end))) {
      REFUSALS.increment();
      throw new NotSerializableException(
          "Expected the bytes of a message of type [%d] with their checksum, but were %d others"
              .formatted(number, buffer.remaining()));
    }
  }

  private Object read(Input input, int number) throws NotSerializableException {
    Class<?> type = WireTypes.typeOf(number).orElseThrow();
    Kryo kryo = pool.obtain();
    try {
      return kryo.readObject(
          input, type, kryo.getClassResolver().getRegistration(number).getSerializer());
    } catch (KryoException | IllegalArgumentException | NullPointerException e) {
      REFUSALS.increment();
      NotSerializableException refusal =
          new NotSerializableException(
              "Expected the bytes of a " + type.getName() + ", but: " + e.getMessage());
      refusal.initCause(e);
      throw refusal;
    } finally {
      pool.free(kryo);
    }
  }

  private static int numberOf(String manifest) throws NotSerializableException {
    try {
      int number = Integer.parseInt(manifest);
      if (WireTypes.typeOf(number).isPresent()) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through: a manifest that is no number is as unknown as a number nobody registered.
    }
    REFUSALS.increment();
    throw new NotSerializableException(
        "Expected the number of a known wire type, but was [" + manifest + "]");
  }

  private void with(java.util.function.Consumer<Kryo> action) {
    Kryo kryo = pool.obtain();
    try {
      action.accept(kryo);
    } finally {
      pool.free(kryo);
    }
  }
}
