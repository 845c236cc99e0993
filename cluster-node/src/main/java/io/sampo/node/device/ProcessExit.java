package io.sampo.node.device;

/** How the process ends when its device is lost to it, so that a supervisor starts it again. */
@FunctionalInterface
public interface ProcessExit {
  /** As {@code EX_SOFTWARE} of sysexits. */
  int DEVICE_STUCK = 70;

  /**
   * Begins the end of the process; returns at once.
   *
   * @param code what the process tells its supervisor
   */
  void exit(int code);
}
