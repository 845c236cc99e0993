package io.sampo.http.server;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The connection a request came in on. Requests of one connection are answered one after the other,
 * so at most one action is registered at a time. Thread-safe.
 */
public final class ClientConnection {

  private static final Runnable NOTHING = () -> {};
  private static final Runnable GONE = () -> {};

  private final AtomicReference<Runnable> action = new AtomicReference<>(NOTHING);

  /**
   * Runs the action once if the client goes away before {@link #forget}; at once if it has already
   * gone.
   */
  public void onGone(Runnable whenGone) {
    if (!action.compareAndSet(NOTHING, whenGone) && action.get() == GONE) {
      whenGone.run();
    }
  }

  /** The request was answered. */
  public void forget() {
    action.updateAndGet(current -> current == GONE ? GONE : NOTHING);
  }

  /** The client has gone. */
  public void gone() {
    action.getAndSet(GONE).run();
  }
}
