package io.sampo.protocol.training.step;

/**
 * What a worker votes with: members that hold the same digest hold the same reduced gradients on
 * top of the same parameters on top of the same history.
 */
public record Digest(long value) {

  /** The digest of a state that was loaded from a checkpoint: the chain begins anew there. */
  public static final Digest START = new Digest(0);

  /**
   * The next link of the chain.
   *
   * @param reduced checksum of the reduced buckets, taken while reducing
   * @param state checksum of parameters and optimizer state, taken after the previous apply
   */
  public Digest next(long reduced, long state) {
    return new Digest(mix(mix(mix(value) ^ reduced) ^ state));
  }

  /** This link, for whoever saw that anomaly in it. */
  public Digest with(Anomaly anomaly) {
    long loss = Double.doubleToLongBits(anomaly.loss());
    return new Digest(mix(mix(value ^ (anomaly.kind().ordinal() + 1)) ^ loss));
  }

  // The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
  // generators, 2014): every input bit changes half of the output bits.
  private static long mix(long input) {
    long mixed = input + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  @Override
  public String toString() {
    return Long.toHexString(value);
  }
}
