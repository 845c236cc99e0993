package io.sampo.node.training.data;

import java.io.IOException;

/** A file that is not what its reader expected. */
final class FileFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  FileFormatException(String message) {
    super(message);
  }
}
