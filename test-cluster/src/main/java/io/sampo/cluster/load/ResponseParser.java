package io.sampo.cluster.load;

import java.nio.ByteBuffer;

/**
 * Reads answers of one connection, one after the other: the status, the length, how many replicas
 * were asked, and a body that is passed over or compared. Takes bytes in pieces of any size and
 * allocates nothing. Confined to its connection.
 */
final class ResponseParser {

  private static final byte[] CONTENT_LENGTH = lower("content-length:");
  private static final byte[] CONNECTION_CLOSE = lower("connection: close");
  private static final byte[] TRANSFER_ENCODING = lower("transfer-encoding:");
  private static final byte[] ATTEMPTS = lower("x-sampo-attempts:");
  private static final int LINE_KEPT = 64;
  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private enum Part {
    STATUS_LINE,
    HEADERS,
    BODY,
    DONE
  }

  private final byte[] line = new byte[LINE_KEPT];
  private int lineLength;
  private Part part = Part.DONE;
  private int status;
  private int attempts;
  private long bodyLength;
  private long bodyRead;
  private boolean closes;
  private boolean started;
  private boolean matches;
  private byte[] expected;

  /**
   * Begins a new answer.
   *
   * @param expectedBody or null if the body is to be passed over
   */
  void begin(byte[] expectedBody) {
    part = Part.STATUS_LINE;
    lineLength = 0;
    status = 0;
    attempts = 1;
    bodyLength = 0;
    bodyRead = 0;
    closes = false;
    started = false;
    matches = true;
    expected = expectedBody;
  }

  /**
   * Takes what belongs to this answer.
   *
   * @return whether the answer is complete
   * @throws MalformedAnswerException if this is no answer that this client can read
   */
  boolean take(ByteBuffer bytes) throws MalformedAnswerException {
    started |= bytes.hasRemaining();
    while (bytes.hasRemaining() && part != Part.BODY && part != Part.DONE) {
      takeLineByte(bytes.get());
    }
    if (part == Part.BODY) {
      takeBody(bytes);
    }
    return part == Part.DONE;
  }

  /** Whether any byte of the answer has come. */
  boolean isStarted() {
    return started;
  }

  int status() {
    return status;
  }

  /** How many replicas were asked; the server says so where it was more than one. */
  int attempts() {
    return attempts;
  }

  /** Whether the server closes the connection after this answer. */
  boolean closes() {
    return closes;
  }

  /** Whether the body was the expected one; true if none was expected. */
  boolean matches() {
    return matches;
  }

  private void takeLineByte(byte next) throws MalformedAnswerException {
    if (next != '\n') {
      if (lineLength < LINE_KEPT) {
        line[lineLength] = next;
      }
      lineLength++;
      return;
    }
    int length = Math.min(lineLength, LINE_KEPT);
    length = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    lineLength = 0;
    if (part == Part.STATUS_LINE) {
      status = number(STATUS_AT, Math.min(length, STATUS_AT + 3));
      part = Part.HEADERS;
    } else if (length == 0) {
      endHeaders();
    } else {
      takeHeader(length);
    }
  }

  private void takeHeader(int length) throws MalformedAnswerException {
    if (startsWith(CONTENT_LENGTH, length)) {
      bodyLength = number(CONTENT_LENGTH.length, length);
    } else if (startsWith(CONNECTION_CLOSE, length)) {
      closes = true;
    } else if (startsWith(ATTEMPTS, length)) {
      attempts = number(ATTEMPTS.length, length);
    } else if (startsWith(TRANSFER_ENCODING, length)) {
      throw new MalformedAnswerException("an answer without a length");
    }
  }

  /** An answer of class 1xx announces another one. */
  private void endHeaders() {
    if (status / 100 == 1) {
      part = Part.STATUS_LINE;
      return;
    }
    matches = expected == null || expected.length == bodyLength;
    part = bodyLength == 0 ? Part.DONE : Part.BODY;
  }

  private void takeBody(ByteBuffer bytes) {
    int count = (int) Math.min(bytes.remaining(), bodyLength - bodyRead);
    if (expected != null && matches) {
      for (int i = 0; i < count; i++) {
        matches &= bytes.get(bytes.position() + i) == expected[(int) bodyRead + i];
      }
    }
    bytes.position(bytes.position() + count);
    bodyRead += count;
    part = bodyRead == bodyLength ? Part.DONE : Part.BODY;
  }

  private boolean startsWith(byte[] prefix, int length) {
    if (length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      byte next = line[i];
      if ((next >= 'A' && next <= 'Z' ? next + ('a' - 'A') : next) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int from, int to) throws MalformedAnswerException {
    long value = -1;
    for (int i = from; i < to; i++) {
      if (line[i] >= '0' && line[i] <= '9') {
        value = Math.max(0, value) * 10 + line[i] - '0';
      }
    }
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw new MalformedAnswerException("an answer with a number missing");
    }
    return (int) value;
  }

  private static byte[] lower(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
