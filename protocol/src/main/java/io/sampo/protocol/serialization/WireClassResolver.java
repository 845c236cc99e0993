package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Lets the implementations of a few interfaces travel as the interface: the classes behind {@code
 * List.of} and behind a typed actor reference are private to others and may change under us.
 */
final class WireClassResolver extends DefaultClassResolver {
  private static final List<Class<?>> INTERFACES =
      List.of(ActorRef.class, List.class, Map.class, Set.class);

  @Override
  @SuppressWarnings("rawtypes")
  public Registration getRegistration(Class type) {
    Registration exact = super.getRegistration(type);
    if (exact != null) {
      return exact;
    }
    for (Class<?> candidate : INTERFACES) {
      if (candidate.isAssignableFrom(type)) {
        return super.getRegistration(candidate);
      }
    }
    return null;
  }
}
