package io.sampo.http.routing;

import java.nio.charset.StandardCharsets;

/**
 * Spreads texts evenly over all longs, and does so alike in every process and version of Sampo.
 * FNV-1a over the UTF-8 bytes (Fowler, Noll, Vo), finished by the mixing step of SplitMix64
 * (Steele, Lea, Flood, 2014), because FNV alone leaves similar texts close together.
 */
final class StableHash {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private StableHash() {}

  static long of(String text) {
    long hash = FNV_OFFSET;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * FNV_PRIME;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    return hash ^ (hash >>> 31);
  }
}
