package io.sampo.node.training.digest;

/**
 * What a worker vouches for when it votes: the reduced gradient of this step, its parameters and
 * optimizer state after the previous step, and everything before, because the previous digest goes
 * in.
 *
 * <p>The inputs are CRCs, which are linear: combined by XOR or by another CRC, an error in one
 * could be cancelled by an error in another. So they are combined by a chain of the 64-bit
 * finalizer of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators",
 * 2014; Stafford's variant 13), which is not linear, and a bijection: two workers whose inputs
 * differ in one place only never get the same digest. It is no defence against somebody who wants a
 * collision.
 */
public final class StepDigest {

  /** The odd integer nearest 2^64 divided by the golden ratio: keeps zeros from staying zero. */
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private StepDigest() {}

  /**
   * The digest before the first step after a checkpoint, a function of the checkpointed state only.
   */
  public static long initial(int stateChecksum, long step) {
    return mix(mix(step) ^ (stateChecksum & 0xFFFF_FFFFL));
  }

  /**
   * @param previous the digest of the step before
   * @param stateChecksum CRC32C of parameters and optimizer state after the step before, taken
   *     while applying it
   * @param reducedChecksum CRC32C of this step's reduced gradient, taken while reducing
   */
  public static long next(long previous, int stateChecksum, int reducedChecksum) {
    long checksums = ((long) stateChecksum << 32) | (reducedChecksum & 0xFFFF_FFFFL);
    return mix(mix(previous) ^ checksums);
  }

  private static long mix(long value) {
    long mixed = value + GOLDEN_GAMMA;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
