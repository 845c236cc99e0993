package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.TimeSerializers;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/**
 * Every type that crosses a wire or enters the journal, with its number. A number is never used
 * again, and what is written under a number never changes: a record that changes its components
 * gets a new number, and its former one stays readable where a journal may hold it.
 *
 * <p>Ranges: 20–99 the JDK and Pekko, 100–199 identifiers, tensors and errors, 200–399 serving,
 * 400–499 datasets, 500–599 training jobs, 600–699 the step transaction, 700–799 training workers,
 * 900–949 tensors in chunks. Reserved for what is to come: 950–999 streamed answers.
 */
final class WireTypes {

  private record WireType(int id, Class<?> type) {}

  private static final List<WireType> TABLE = table();
  private static final Map<Integer, Class<?>> BY_ID = new HashMap<>();
  private static final Map<Class<?>, Integer> BY_TYPE = new HashMap<>();
  private static final Map<Integer, FormerRecord<?>> FORMER = new HashMap<>();

  static {
    for (WireType entry : TABLE) {
      if (BY_ID.put(entry.id, entry.type) != null || BY_TYPE.put(entry.type, entry.id) != null) {
        throw new IllegalStateException(
            "Expected each wire type once, but [" + entry + "] is twice");
      }
    }
    for (FormerRecord<?> former : FormerWireTypes.entries()) {
      if (BY_ID.containsKey(former.number()) || FORMER.put(former.number(), former) != null) {
        throw new IllegalStateException(
            "Expected each number once, but [" + former.number() + "] is twice");
      }
    }
  }

  private WireTypes() {}

  private static List<WireType> table() {
    List<WireType> table = new ArrayList<>();
    CommonWireTypes.entries().forEach((id, type) -> table.add(new WireType(id, type)));
    ServingWireTypes.entries().forEach((id, type) -> table.add(new WireType(id, type)));
    TrainingWireTypes.entries().forEach((id, type) -> table.add(new WireType(id, type)));
    TransferWireTypes.entries().forEach((id, type) -> table.add(new WireType(id, type)));
    return Collections.unmodifiableList(table);
  }

  /** The number of a record; empty if it was never registered. */
  static Optional<Integer> idOf(Class<?> type) {
    return Optional.ofNullable(BY_TYPE.get(type));
  }

  /**
   * The record that is, or was, written under that number; empty if this version does not know it.
   */
  static Optional<Class<?>> typeOf(int id) {
    FormerRecord<?> former = FORMER.get(id);
    return former == null ? Optional.ofNullable(BY_ID.get(id)) : Optional.of(former.type());
  }

  /** All numbers and records, for tests that guard the table. */
  static Map<Integer, Class<?>> all() {
    return Collections.unmodifiableMap(BY_ID);
  }

  /** What is only read, by its number; for tests that guard the table. */
  static Map<Integer, FormerRecord<?>> former() {
    return Collections.unmodifiableMap(FORMER);
  }

  /** A Kryo that knows the whole table and nothing else. Not thread-safe. */
  static Kryo newKryo(Supplier<ActorRefResolver> resolver) {
    Kryo kryo = new Kryo(new WireClassResolver(), null);
    kryo.setRegistrationRequired(true);
    kryo.setReferences(false);
    kryo.register(UUID.class, new DefaultSerializers.UUIDSerializer(), 20);
    kryo.register(Instant.class, new TimeSerializers.InstantSerializer(), 21);
    kryo.register(Duration.class, new TimeSerializers.DurationSerializer(), 22);
    kryo.register(byte[].class, new RawBytesSerializer(), 23);
    kryo.register(List.class, new ImmutableListSerializer(), 24);
    kryo.register(Map.class, new ImmutableMapSerializer(), 25);
    kryo.register(Set.class, new ImmutableSetSerializer(), 26);
    kryo.register(ActorRef.class, new ActorRefSerializer(resolver), 27);
    // First, so that the present registration is the one that a type is written by.
    FORMER.forEach((number, former) -> register(kryo, former));
    for (WireType entry : TABLE) {
      kryo.register(entry.type, serializerFor(entry.type), entry.id);
    }
    return kryo;
  }

  private static <T> void register(Kryo kryo, FormerRecord<T> former) {
    kryo.register(former.type(), new FormerRecordSerializer<>(former), former.number());
  }

  private static Serializer<?> serializerFor(Class<?> type) {
    if (type == Tensor.class) {
      return new TensorSerializer();
    }
    if (type == Shape.class) {
      return new ShapeSerializer();
    }
    if (type.isEnum()) {
      return new EnumByNameSerializer(type.asSubclass(Enum.class));
    }
    return new ComponentsSerializer<>(type);
  }
}
