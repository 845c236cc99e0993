package io.sampo.node.training.data;

/**
 * A permutation of {@code [0, size)} that is computed, not stored: any position of any epoch in
 * constant time, the same on every node.
 *
 * <p>A balanced Feistel network over the smallest even number of bits that holds the size; results
 * outside go through it again ("cycle walking", Black and Rogaway, "Ciphers with Arbitrary Finite
 * Domains", CT-RSA 2002), fewer than four times on average. The round function is the finalizer of
 * SplitMix64 under keys from seed and epoch. Good for shuffling; no cipher.
 */
public final class SeededPermutation {
  private static final int ROUNDS = 6;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long size;
  private final int halfBits;
  private final long halfMask;
  private final long[] keys = new long[ROUNDS];

  public SeededPermutation(long size, long seed, long epoch) {
    if (size < 1 || size > 1L << 62) {
      throw new IllegalArgumentException("Expected a size from 1 to 2^62, but was " + size);
    }
    this.size = size;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(size - 1);
    this.halfBits = Math.max(1, (bits + 1) / 2);
    this.halfMask = (1L << halfBits) - 1;
    long state = mix(mix(seed) ^ epoch);
    for (int round = 0; round < ROUNDS; round++) {
      state = mix(state + GOLDEN_GAMMA);
      keys[round] = state;
    }
  }

  public long size() {
    return size;
  }

  /** The sample at a position of the epoch. Ends because walking a cycle comes back inside. */
  public long at(long position) {
    if (position < 0 || position >= size) {
      throw new IllegalArgumentException(
          "Expected a position below %d, but was %d".formatted(size, position));
    }
    long value = encrypt(position);
    while (value >= size) {
      value = encrypt(value);
    }
    return value;
  }

  private long encrypt(long value) {
    long left = value >>> halfBits;
    long right = value & halfMask;
    for (long key : keys) {
      long next = left ^ (mix(right ^ key) & halfMask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  private static long mix(long value) {
    long mixed = value;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
