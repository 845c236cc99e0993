package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;

/** Refuses lengths that the message cannot hold, before anything is allocated for them. */
final class WireLength {

  private WireLength() {}

  /** The length, if at least one byte an element is left in the message. */
  static int checked(Input input, int length) {
    int left = input.limit() - input.position();
    if (length < 0 || length > left) {
      throw new KryoException(
          "Expected at most %d elements in the rest of the message, but was %d"
              .formatted(left, length));
    }
    return length;
  }
}
