package io.sampo.http.admin;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * A quick look at an upload while it passes: is it a whole zip archive with the entries of a
 * TorchScript module? Whether the module can be loaded is found out later, by loading it. Sees the
 * beginning and the end, where a zip archive lists its entries; keeps nothing else.
 */
final class TorchScriptProbe {

  private static final int TAIL = 1 << 20;
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END_OF_DIRECTORY = 0x06054b50;
  private static final int CENTRAL_HEADER_BYTES = 46;

  private ByteString head = ByteString.emptyByteString();
  private ByteString tail = ByteString.emptyByteString();
  private long total;

  private TorchScriptProbe() {}

  /** The same bytes; fails at the end if they are no TorchScript module. */
  static Source<ByteString, ?> checked(Source<ByteString, ?> content) {
    TorchScriptProbe probe = new TorchScriptProbe();
    return content
        .map(probe::pass)
        // At the end and not at once: a client that is cut off while it sends sees no answer.
        .concatLazy(Source.lazySource(probe::finish));
  }

  private ByteString pass(ByteString chunk) {
    if (head.size() < Integer.BYTES) {
      head = head.concat(chunk.take(Integer.BYTES));
    }
    tail = tail.concat(chunk);
    if (tail.size() > 2 * TAIL) {
      tail = tail.takeRight(TAIL).compact();
    }
    total += chunk.size();
    return chunk;
  }

  private Source<ByteString, NotUsed> finish() {
    byte[] end = tail.takeRight(TAIL).toArray();
    if (head.size() < Integer.BYTES || read(head.toArray(), 0) != LOCAL_HEADER) {
      throw invalid("a zip archive", "it does not begin like one (%d bytes)".formatted(total));
    }
    if (!contains(end, END_OF_DIRECTORY)) {
      throw invalid(
          "a whole zip archive", "its directory is missing at the end (%d bytes)".formatted(total));
    }
    // A directory that is larger than the tail cannot be seen whole; loading will tell.
    if (total <= TAIL || directoryStartsIn(end)) {
      requireEntry(end, "data.pkl");
      requireEntry(end, "constants.pkl");
    }
    return Source.empty();
  }

  private static boolean directoryStartsIn(byte[] end) {
    int found = 0;
    for (int i = 0; i + Integer.BYTES <= end.length && found == 0; i++) {
      found = read(end, i) == LOCAL_HEADER ? 1 : read(end, i) == CENTRAL_HEADER ? 2 : 0;
    }
    return found == 1;
  }

  private static void requireEntry(byte[] end, String name) {
    byte[] wanted = ("/" + name).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i + CENTRAL_HEADER_BYTES <= end.length; i++) {
      if (read(end, i) == CENTRAL_HEADER && endsWith(end, i, wanted)) {
        return;
      }
    }
    throw invalid("a TorchScript module", "the archive has no entry [" + name + "]");
  }

  private static boolean endsWith(byte[] bytes, int header, byte[] wanted) {
    int length = bytes[header + 28] & 0xFF | (bytes[header + 29] & 0xFF) << 8;
    int begin = header + CENTRAL_HEADER_BYTES + length - wanted.length;
    if (length < wanted.length || begin + wanted.length > bytes.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes[begin + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(byte[] bytes, int signature) {
    for (int i = bytes.length - Integer.BYTES; i >= 0; i--) {
      if (read(bytes, i) == signature) {
        return true;
      }
    }
    return false;
  }

  private static int read(byte[] bytes, int at) {
    return bytes[at] & 0xFF
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | (bytes[at + 3] & 0xFF) << 24;
  }

  private static PlatformException invalid(String expected, String fact) {
    return new PlatformException(
        ErrorCode.ARTIFACT_INVALID, "Expected " + expected + ", but " + fact);
  }
}
