package io.sampo.node.training.data;

import java.io.IOException;

/** A file that is not what its reader expected. */
final class IdxFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  IdxFormatException(String message) {
    super(message);
  }
}
