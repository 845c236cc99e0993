package io.sampo.node;

import io.sampo.protocol.error.PlatformException;
import java.net.BindException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one line why a node could not start. */
final class StartFailure {

  private static final Pattern ADDRESS = Pattern.compile("\\[/?([^\\[\\]]*:\\d+)\\]");

  private StartFailure() {}

  /** What Sampo itself has to say about it; else which port is taken; else the innermost cause. */
  static String describe(Throwable failure) {
    Optional<PlatformException> own = find(failure, PlatformException.class);
    if (own.isPresent()) {
      return own.get().getMessage();
    }
    if (find(failure, BindException.class).isPresent()) {
      return "Expected every port to be free, but [" + takenAddress(failure) + "] is taken.";
    }
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return "Expected the node to start, but " + innermost;
  }

  private static String takenAddress(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      Matcher matcher = ADDRESS.matcher(String.valueOf(each.getMessage()));
      if (matcher.find()) {
        return matcher.group(1);
      }
    }
    return "a port";
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
    }
    return Optional.empty();
  }
}
