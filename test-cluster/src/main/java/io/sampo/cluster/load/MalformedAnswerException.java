package io.sampo.cluster.load;

import java.io.IOException;

/** The server sent what this small client cannot read. */
final class MalformedAnswerException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedAnswerException(String found) {
    super("Expected an HTTP answer with a status and a length, but got " + found + ".");
  }
}
