package io.sampo.node.engine.djl;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Turns what DJL throws into Sampo's errors, in this one place. PyTorch has no error codes, so
 * memory that ran out is told from the words.
 */
final class NativeFailures {
  private static final Pattern LAST_WORD = Pattern.compile("[A-Za-z.]*(Error|Exception): .*");
  private static final int LONGEST_REASON = 300;

  private NativeFailures() {}

  static PlatformException whileLoading(RuntimeException cause) {
    return translate(
        cause, ErrorCode.ARTIFACT_INVALID, "Expected a TorchScript module, but reading it failed");
  }

  static PlatformException whileRunning(RuntimeException cause) {
    return translate(
        cause, ErrorCode.INVALID_ARGUMENT, "Expected inputs that the module can run on, but");
  }

  private static PlatformException translate(
      RuntimeException cause, ErrorCode code, String introduction) {
    String reason = reason(String.valueOf(cause.getMessage()));
    if (isOutOfMemory(String.valueOf(cause.getMessage()))) {
      return new PlatformException(
          ErrorCode.DEVICE_FULL,
          "Expected enough memory on the device, but: %s".formatted(reason),
          cause);
    }
    return new PlatformException(code, "%s: %s".formatted(introduction, reason), cause);
  }

  private static boolean isOutOfMemory(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    return lower.contains("out of memory")
        || lower.contains("not enough memory")
        || lower.contains("can't allocate memory")
        || lower.contains("std::bad_alloc");
  }

  /**
   * The line that says why: the last "…Error: …" of an interpreter's trace, else the first line.
   */
  private static String reason(String message) {
    String first = "";
    String last = "";
    for (String line : message.lines().map(String::strip).toList()) {
      if (first.isEmpty()) {
        first = line;
      }
      if (LAST_WORD.matcher(line).matches()) {
        last = line;
      }
    }
    String reason = last.isEmpty() ? first : last;
    return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON) + "…";
  }
}
