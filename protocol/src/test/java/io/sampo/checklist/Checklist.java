package io.sampo.checklist;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What is promised, line by line, and how the page about it is written.
 *
 * @param head of the page, before its table
 * @param lines headings begin with {@code ##}, all others with their id
 * @param verdicts the words for how the product may stand to a line, in the order of the summary
 * @param open the word for a line that no test proves, or null if every line needs one
 */
public record Checklist(String head, List<String> lines, List<String> verdicts, String open) {

  public Checklist {
    requireNonNull(head, "head is null");
    lines = List.copyOf(lines);
    verdicts = List.copyOf(verdicts);
  }

  /** The lines of a resource beside the tests, without empty ones. */
  public static List<String> linesOf(Class<?> neighbour, String resource) {
    try (InputStream stream = neighbour.getResourceAsStream(resource)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
