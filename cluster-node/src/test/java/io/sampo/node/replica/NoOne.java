package io.sampo.node.replica;

import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;

/** Who is never answered. */
final class NoOne {
  private NoOne() {}

  static <T> ActorRef<T> ref() {
    return TestInbox.<T>create().getRef();
  }
}
