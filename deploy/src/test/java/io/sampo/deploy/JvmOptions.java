package io.sampo.deploy;

import java.util.List;

/** Files of options for the JVM, as {@code java @FILE} reads them. */
final class JvmOptions {

  private JvmOptions() {}

  static List<String> read(String name) {
    return Project.text("config/src/main/resources/" + name)
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .toList();
  }
}
