package io.sampo.node;

import java.net.BindException;
import java.util.Optional;

/** Says in one line why a node could not start. */
final class StartFailure {

  private StartFailure() {}

  /** The innermost reason; for a taken port the whole chain, as only the outer part names it. */
  static String describe(Throwable failure) {
    if (causeOf(failure, BindException.class).isPresent()) {
      return "Expected every port to be free, but " + namingThePort(failure);
    }
    Throwable innermost = failure;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return "Expected the node to start, but " + innermost;
  }

  private static String namingThePort(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      String message = each.getMessage();
      if (message != null && message.matches("(?s).*:\\d+.*") && !(each.getCause() == each)) {
        return message.lines().findFirst().orElse("").strip();
      }
    }
    return String.valueOf(failure.getMessage());
  }

  private static <T extends Throwable> Optional<T> causeOf(Throwable failure, Class<T> type) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return Optional.of(type.cast(each));
      }
    }
    return Optional.empty();
  }
}
