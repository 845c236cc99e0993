package io.sampo.cluster.fault;

import static java.util.Objects.requireNonNull;

/**
 * The faults of a link in both directions.
 *
 * @param forth from who connected to the target
 * @param back from the target
 */
public record LinkFaults(Fault forth, Fault back) {

  public static final LinkFaults NONE = both(Fault.None.INSTANCE);

  public LinkFaults {
    requireNonNull(forth, "forth is null");
    requireNonNull(back, "back is null");
  }

  public static LinkFaults both(Fault fault) {
    return new LinkFaults(fault, fault);
  }

  public static LinkFaults onlyForth(Fault fault) {
    return new LinkFaults(fault, Fault.None.INSTANCE);
  }

  public static LinkFaults onlyBack(Fault fault) {
    return new LinkFaults(Fault.None.INSTANCE, fault);
  }

  boolean resets() {
    return forth == Fault.Reset.INSTANCE || back == Fault.Reset.INSTANCE;
  }
}
