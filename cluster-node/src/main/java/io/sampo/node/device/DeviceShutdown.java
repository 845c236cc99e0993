package io.sampo.node.device;

import io.sampo.protocol.serving.DeviceProtocol;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;

/** Makes a device drain when its node shuts down in order, before the node leaves the cluster. */
public final class DeviceShutdown {
  private DeviceShutdown() {}

  public static void register(
      ActorSystem<?> system, ActorRef<DeviceProtocol.Command> device, DeviceSettings settings) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeClusterShutdown(),
            "drain-device",
            () ->
                AskPattern.<DeviceProtocol.Command, Done>ask(
                        device, Device.Drain::new, settings.longestDrain(), system.scheduler())
                    // The node goes anyway; what was left says so to those who wait for it.
                    .exceptionally(late -> Done.getInstance()));
  }
}
