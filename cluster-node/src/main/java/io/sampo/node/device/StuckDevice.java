package io.sampo.node.device;

import io.sampo.node.health.ForwardWatches;
import io.sampo.node.health.OverdueForward;
import io.sampo.node.telemetry.NodeMetrics;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.DeviceProtocol.Command;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * The end of a device on which a forward does not end: nobody can cancel a native call, so the
 * device says that it is stuck, refuses everything, and a moment later the process exits. Runs in
 * the thread of the device's actor, which is none of those that compute.
 */
final class StuckDevice {
  /** All have had the time to hear of it. */
  enum Told implements Command {
    EXIT
  }

  private final ActorContext<Command> device;
  private final TimerScheduler<Command> timers;
  private final DeviceSettings settings;
  private final DeviceEnvironment environment;
  private final ForwardWatches watches;
  private final ReplicaDesk replicas;
  private PlatformError error;

  StuckDevice(
      ActorContext<Command> device,
      TimerScheduler<Command> timers,
      DeviceSettings settings,
      DeviceEnvironment environment,
      ForwardWatches watches,
      ReplicaDesk replicas) {
    this.device = device;
    this.timers = timers;
    this.settings = settings;
    this.environment = environment;
    this.watches = watches;
    this.replicas = replicas;
  }

  boolean isDeclared() {
    return error != null;
  }

  /** Why nothing can be done here any more, if that is so. */
  Optional<PlatformError> error() {
    return Optional.ofNullable(error);
  }

  /** Looks for a forward that does not end; there is no way back from finding one. */
  void check(Duration interval) {
    if (!isDeclared()) {
      watches.check(interval).ifPresent(this::declare);
    }
  }

  private void declare(OverdueForward forward) {
    error =
        new PlatformError(
            ErrorCode.DEVICE_STUCK,
            "Expected a forward of [%s] on [%s] to end within %s, but it has been running for %s"
                .formatted(
                    forward.replica(), environment.node(), forward.limit(), forward.running()));
    device
        .getLog()
        .error(
            "Device is stuck. {}; the process exits with code {} in {}",
            error.message(),
            ProcessExit.DEVICE_STUCK,
            settings.stuck().exitDelay());
    NodeMetrics.countStuck(forward.replica().modelVersion());
    replicas.abandonAll(forward.replica(), error);
    timers.startSingleTimer(Told.EXIT, settings.stuck().exitDelay());
  }

  void onTold() {
    environment.exit().exit(ProcessExit.DEVICE_STUCK);
  }
}
