package io.sampo.node.management;

import org.apache.pekko.actor.ActorSystem;

/**
 * Ready: the device of the node takes work. A node without the role {@code compute} has none and is
 * ready without.
 */
public final class DeviceReadyCheck extends DeviceCheck {

  /** As Pekko Management makes it. */
  public DeviceReadyCheck(ActorSystem system) {
    super(system, DeviceHealth::isReady);
  }

  DeviceReadyCheck(boolean hasDevice, DeviceHealth device) {
    super(hasDevice, device, DeviceHealth::isReady);
  }
}
