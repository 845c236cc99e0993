package io.sampo.node.management;

import org.apache.pekko.actor.ActorSystem;

/**
 * Alive: the device of the node is heard, or the process may still end by itself because of it. A
 * device that computes for long, drains or has just got stuck is no reason to kill the process.
 */
public final class DeviceAliveCheck extends DeviceCheck {

  /** As Pekko Management makes it. */
  public DeviceAliveCheck(ActorSystem system) {
    super(system, DeviceHealth::isAlive);
  }

  DeviceAliveCheck(boolean hasDevice, DeviceHealth device) {
    super(hasDevice, device, DeviceHealth::isAlive);
  }
}
