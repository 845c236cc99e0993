package io.sampo.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of the project that these tests look at. */
final class Project {

  private Project() {}

  /** The directory that has the launcher. */
  static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("sampo"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  static Path file(String path) {
    return root().resolve(path);
  }

  static String text(String path) {
    try {
      return Files.readString(file(path));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A property of the parent POM, for example {@code cassandra.version}. */
  static String property(String name) {
    return firstGroup("pom.xml", "<%1$s>(.*?)</%1$s>".formatted(Pattern.quote(name)));
  }

  /** The version of the project: the first one that its POM names. */
  static String version() {
    return property("version");
  }

  /** What the first group of a pattern holds where a file has it first. */
  static String firstGroup(String path, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text(path));
    if (!matcher.find()) {
      throw new AssertionError(
          "Expected [%s] in [%s], but it is not there.".formatted(pattern, path));
    }
    return matcher.group(1);
  }
}
