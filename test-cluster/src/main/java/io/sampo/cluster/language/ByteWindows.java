package io.sampo.cluster.language;

import java.util.Arrays;

/**
 * Pieces of one length out of a stream, each with the bytes that come one place later: what a model
 * of language reads, and what it should say at each place.
 */
public final class ByteWindows {
  private final byte[] stream;
  private final int length;
  private final int stride;
  private final int count;

  /**
   * @param stride from the beginning of a window to that of the next; as large as the length, every
   *     byte but the first is a target once at most
   */
  public ByteWindows(byte[] stream, int length, int stride) {
    if (length < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "Expected a length and a stride of 1 or more, but were [%d] and [%d]"
              .formatted(length, stride));
    }
    if (stream.length <= length) {
      throw new IllegalArgumentException(
          "Expected more than [%d] bytes, but there are [%d]".formatted(length, stream.length));
    }
    this.stream = stream.clone();
    this.length = length;
    this.stride = stride;
    this.count = (stream.length - length - 1) / stride + 1;
  }

  public int count() {
    return count;
  }

  public int length() {
    return length;
  }

  /** Of all windows, {@code [count, length]}. */
  public byte[] inputs() {
    return all(0);
  }

  /** Of all windows, {@code [count, length]}. */
  public byte[] targets() {
    return all(1);
  }

  public byte[] input(int window) {
    return piece(window, 0);
  }

  public byte[] target(int window) {
    return piece(window, 1);
  }

  private byte[] all(int shift) {
    byte[] all = new byte[Math.multiplyExact(count, length)];
    for (int window = 0; window < count; window++) {
      System.arraycopy(stream, window * stride + shift, all, window * length, length);
    }
    return all;
  }

  private byte[] piece(int window, int shift) {
    if (window < 0 || window >= count) {
      throw new IllegalArgumentException(
          "Expected a window below [%d], but was [%d]".formatted(count, window));
    }
    int start = window * stride + shift;
    return Arrays.copyOfRange(stream, start, start + length);
  }
}
