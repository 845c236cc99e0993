package io.sampo.http.conformance;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one test says about one line of the checklist.
 *
 * @param test its class and method
 */
record ProvenLine(String id, Verdict verdict, String test, boolean passed) {

  ProvenLine {
    requireNonNull(id, "id is null");
    requireNonNull(verdict, "verdict is null");
    requireNonNull(test, "test is null");
  }

  /** Reads what the {@link ConformanceRecorder} wrote; tests that exist no more do not count. */
  static List<ProvenLine> readAll(Path results) throws IOException {
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    List<ProvenLine> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(results)) {
      for (Path file : files.sorted().toList()) {
        all.addAll(read(file));
      }
    }
    return all;
  }

  private static List<ProvenLine> read(Path file) throws IOException {
    String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
    Map<String, Boolean> passed =
        Files.readAllLines(file).stream()
            .map(line -> line.split(" "))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].equals("passed")));
    try {
      List<ProvenLine> lines = new ArrayList<>();
      for (Method method : Class.forName(name).getDeclaredMethods()) {
        Conformance conformance = method.getAnnotation(Conformance.class);
        if (conformance != null) {
          boolean success = passed.getOrDefault(method.getName(), false);
          for (String id : conformance.value()) {
            String test = name.substring(name.lastIndexOf('.') + 1) + "." + method.getName();
            lines.add(new ProvenLine(id, conformance.verdict(), test, success));
          }
        }
      }
      return lines;
    } catch (ClassNotFoundException gone) {
      return List.of();
    }
  }
}
