package io.sampo.node.replica;

import io.sampo.node.health.ForwardWatches;
import io.sampo.node.health.ReplicaHealth;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.ReplicaProtocol.Command;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Lets a ready replica prove itself when it has to. A replica that is used is woken once in the age
 * of a success and finds nothing to do. Runs in the thread of the replica.
 */
final class ReplicaProbes {
  private final TimerScheduler<Command> timers;
  private final Command wake;
  private final ReplicaModule module;
  private final ReplicaHealth health;
  private final ForwardWatches clock;

  /**
   * @param wake what the replica is told when it is to call {@link #onWake}
   */
  ReplicaProbes(
      TimerScheduler<Command> timers, Command wake, ReplicaModule module, ReplicaHost host) {
    this.timers = timers;
    this.wake = wake;
    this.module = module;
    this.health = new ReplicaHealth(host.settings().health());
    this.clock = host.watches();
  }

  void start() {
    sleep(clock.nanoTime());
  }

  /**
   * @param heard what a probe comes to; in a thread of the device
   */
  void onWake(InferenceLine line, Consumer<Optional<PlatformError>> heard) {
    long now = clock.nanoTime();
    if (nanosUntilProbe(now) <= 0) {
      health.probing(now);
      line.whenNobodyWaits(new Probe(module.get(), module.signature(), heard));
    }
    sleep(now);
  }

  private void sleep(long now) {
    // Timers count in milliseconds; rounded down, the replica would be woken just before.
    Duration pause = Duration.ofMillis(Duration.ofNanos(nanosUntilProbe(now)).toMillis() + 1);
    timers.startSingleTimer(wake, pause);
  }

  private long nanosUntilProbe(long now) {
    return health.nanosUntilProbe(now, module.watch().succeededNanos());
  }

  void stop() {
    timers.cancel(wake);
  }
}
