package io.sampo.checklist;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one test says about one line of a checklist.
 *
 * @param verdict how the product stands to the line, in words for readers
 * @param test its class and method
 */
public record Proof(String id, String verdict, String test, boolean passed) {

  public Proof {
    requireNonNull(id, "id is null");
    requireNonNull(verdict, "verdict is null");
    requireNonNull(test, "test is null");
  }

  /** What a test means to prove. */
  public record Claim(String id, String verdict) {}

  /**
   * Reads what the {@link EvidenceRecorder} wrote; tests that exist no more do not count.
   *
   * @param claims of a method, by its annotation; empty if it has none
   */
  public static List<Proof> readAll(Path results, Function<Method, List<Claim>> claims)
      throws IOException {
    if (!Files.isDirectory(results)) {
      return List.of();
    }
    List<Proof> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(results)) {
      for (Path file : files.sorted().toList()) {
        all.addAll(read(file, claims));
      }
    }
    return all;
  }

  private static List<Proof> read(Path file, Function<Method, List<Claim>> claims)
      throws IOException {
    String name = file.getFileName().toString().replaceFirst("\\.txt$", "");
    Map<String, Boolean> passed =
        Files.readAllLines(file).stream()
            .map(line -> line.split(" "))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1].equals("passed")));
    try {
      List<Proof> proofs = new ArrayList<>();
      for (Method method : Class.forName(name).getDeclaredMethods()) {
        String test = name.substring(name.lastIndexOf('.') + 1) + "." + method.getName();
        boolean success = passed.getOrDefault(method.getName(), false);
        for (Claim claim : claims.apply(method)) {
          proofs.add(new Proof(claim.id(), claim.verdict(), test, success));
        }
      }
      return proofs;
    } catch (ClassNotFoundException gone) {
      return List.of();
    }
  }
}
