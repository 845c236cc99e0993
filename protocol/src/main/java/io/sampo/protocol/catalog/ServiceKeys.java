package io.sampo.protocol.catalog;

import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.PulseProtocol;
import io.sampo.protocol.serving.ReplicaProtocol;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/** What is found through the receptionist. */
public final class ServiceKeys {
  /** The devices of all compute nodes. */
  public static final ServiceKey<DeviceProtocol.Command> DEVICE =
      ServiceKey.create(DeviceProtocol.Command.class, "device");

  /** The heartbeats of all compute nodes. */
  public static final ServiceKey<PulseProtocol.Command> PULSE =
      ServiceKey.create(PulseProtocol.Command.class, "pulse");

  private ServiceKeys() {}

  /**
   * The ready replicas of one model version; a draining replica takes itself off the list first.
   */
  public static ServiceKey<ReplicaProtocol.Command> replicas(ModelVersion version) {
    return ServiceKey.create(ReplicaProtocol.Command.class, "replica/" + version);
  }
}
