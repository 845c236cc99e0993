package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/** An actor reference as the string with which any node finds it. */
@SuppressWarnings("rawtypes")
final class ActorRefSerializer extends Serializer<ActorRef> {
  private final Supplier<ActorRefResolver> resolver;

  ActorRefSerializer(Supplier<ActorRefResolver> resolver) {
    super(false, true);
    this.resolver = resolver;
  }

  @Override
  public void write(Kryo kryo, Output output, ActorRef reference) {
    @SuppressWarnings("unchecked")
    ActorRef<Object> typed = reference;
    output.writeString(resolver.get().toSerializationFormat(typed));
  }

  @Override
  public ActorRef read(Kryo kryo, Input input, Class<? extends ActorRef> type) {
    return resolver.get().resolveActorRef(input.readString());
  }
}
