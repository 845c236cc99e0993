package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.register.GenerationRegister;
import java.time.Clock;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What training jobs need from their node.
 *
 * @param clock for the times in events
 */
public record JobEnvironment(
    GenerationRegister register,
    CheckpointStore checkpoints,
    ActorRef<DeviceDirectory.Command> devices,
    TrainingSettings settings,
    Clock clock) {
  public JobEnvironment {
    requireNonNull(register, "register is null");
    requireNonNull(checkpoints, "checkpoints is null");
    requireNonNull(devices, "devices is null");
    requireNonNull(settings, "settings is null");
    requireNonNull(clock, "clock is null");
  }
}
