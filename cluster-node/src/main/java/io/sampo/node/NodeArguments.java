package io.sampo.node;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The command line of a node.
 *
 * @param file what differs from the shipped configuration
 * @param contactPoints management addresses of members to join, beside those the file names
 */
record NodeArguments(Path file, List<ContactPoint> contactPoints) {

  static final String USAGE = "Usage: NodeMain FILE [--join HOST:PORT]...";

  NodeArguments {
    requireNonNull(file, "file is null");
    contactPoints = List.copyOf(contactPoints);
  }

  /**
   * Reads {@code FILE [--join HOST:PORT]...}.
   *
   * @throws IllegalArgumentException if it is something else; the message is for the user
   */
  static NodeArguments parse(String... arguments) {
    Path file = null;
    List<ContactPoint> contactPoints = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--join")) {
        i++;
        contactPoints.add(ContactPoint.parse(i < arguments.length ? arguments[i] : ""));
      } else if (file == null && !arguments[i].startsWith("--")) {
        file = Path.of(arguments[i]);
      } else {
        throw new IllegalArgumentException(
            "Expected a file and --join options, but was [" + arguments[i] + "]. " + USAGE);
      }
    }
    if (file == null) {
      throw new IllegalArgumentException("Expected a configuration file, but was none. " + USAGE);
    }
    return new NodeArguments(file, contactPoints);
  }

  /** The management address of a member. */
  record ContactPoint(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(.+):(\\d{1,5})");

    static ContactPoint parse(String text) {
      Matcher matcher = FORM.matcher(text);
      if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
        throw new IllegalArgumentException(
            "Expected HOST:PORT (a management port) after --join, but was [" + text + "].");
      }
      return new ContactPoint(matcher.group(1), Integer.parseInt(matcher.group(2)));
    }
  }
}
