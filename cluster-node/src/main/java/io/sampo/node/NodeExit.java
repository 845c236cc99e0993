package io.sampo.node;

import static java.util.Objects.requireNonNull;

import io.sampo.node.device.ProcessExit;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process for a supervisor to start it again: leaves the cluster in order, so that others
 * take over at once, and halts if that takes too long or when it is done. Halting runs no native
 * code that could wait for a thread that does not answer.
 */
final class NodeExit implements ProcessExit {
  /** Why the node shuts down; the configuration names the exit code for it as well. */
  static final class DeviceStuckReason implements CoordinatedShutdown.Reason {
    @Override
    public String toString() {
      return "DeviceStuckReason";
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(NodeExit.class);

  private final ActorSystem<?> system;
  private final Duration timeout;
  private final IntConsumer halt;

  /**
   * @param timeout for leaving in order
   * @param halt ends the process with a code
   */
  NodeExit(ActorSystem<?> system, Duration timeout, IntConsumer halt) {
    this.system = requireNonNull(system, "system is null");
    this.timeout = requireNonNull(timeout, "timeout is null");
    this.halt = requireNonNull(halt, "halt is null");
  }

  /** In a thread of its own, which does not depend on anything that is shut down. */
  @Override
  public void exit(int code) {
    new Thread(() -> leaveAndHalt(code), "process-exit").start();
  }

  private void leaveAndHalt(int code) {
    try {
      CoordinatedShutdown.get(system)
          .runAll(new DeviceStuckReason())
          .toCompletableFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | InterruptedException notInOrder) {
      LOG.warn("Expected to leave the cluster in order within {}, but {}", timeout, notInOrder);
    } finally {
      halt.accept(code);
    }
  }
}
