package io.sampo.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A page made from a checklist and from what tests have proven.
 *
 * @param faults why the page cannot be made; empty if it can
 * @param text the page, if there are no faults
 */
public record ChecklistPage(List<String> faults, String text) {

  private static final String WRITE = "sampo.checklist.write";

  public ChecklistPage {
    faults = List.copyOf(faults);
  }

  public static ChecklistPage of(Checklist checklist, List<Proof> proofs) {
    Map<String, List<Proof>> byId =
        proofs.stream()
            .collect(Collectors.groupingBy(Proof::id, LinkedHashMap::new, Collectors.toList()));
    List<String> faults = new ArrayList<>();
    StringBuilder rows = new StringBuilder();
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (String line : checklist.lines()) {
      if (line.startsWith("##")) {
        rows.append('\n').append(line).append("\n\n| line | what | here |\n|---|---|---|\n");
        continue;
      }
      String id = line.split(" ", 2)[0];
      List<Proof> tests = byId.getOrDefault(id, List.of());
      byId.remove(id);
      faultOf(id, tests, checklist).ifPresent(faults::add);
      String verdict = tests.isEmpty() ? checklist.open() : tests.get(0).verdict();
      counts.merge(String.valueOf(verdict), 1, Integer::sum);
      rows.append("| %s | %s | %s |\n".formatted(id, line.split(" ", 2)[1], verdict));
    }
    byId.keySet().forEach(id -> faults.add("[" + id + "] is no line of the checklist"));
    return new ChecklistPage(faults, checklist.head() + summary(checklist, counts) + rows);
  }

  /**
   * Compares the page with what is published, or publishes it, where that is asked for with {@code
   * -Dsampo.checklist.write=true}.
   */
  public void requirePublished(Path page) throws IOException {
    assertThat(faults).as("lines of the checklist").isEmpty();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(page, text);
    }
    assertThat(page)
        .as("write it with -D" + WRITE + "=true")
        .usingCharset(StandardCharsets.UTF_8)
        .hasContent(text);
  }

  private static Optional<String> faultOf(String id, List<Proof> tests, Checklist checklist) {
    if (tests.isEmpty()) {
      return checklist.open() == null
          ? Optional.of("[" + id + "] is proven by no test")
          : Optional.empty();
    }
    if (tests.stream().map(Proof::verdict).distinct().count() > 1) {
      return Optional.of("[" + id + "] has tests of different verdicts " + names(tests));
    }
    List<Proof> failed = tests.stream().filter(test -> !test.passed()).toList();
    return failed.isEmpty()
        ? Optional.empty()
        : Optional.of("[" + id + "] has tests that did not pass " + names(failed));
  }

  private static TreeSet<String> names(List<Proof> tests) {
    return tests.stream().map(Proof::test).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String summary(Checklist checklist, Map<String, Integer> counts) {
    List<String> words = new ArrayList<>(checklist.verdicts());
    Optional.ofNullable(checklist.open()).ifPresent(words::add);
    return words.stream()
        .map(word -> "%d %s".formatted(counts.getOrDefault(word, 0), word))
        .collect(Collectors.joining(", ", "Lines: ", ".\n"));
  }
}
