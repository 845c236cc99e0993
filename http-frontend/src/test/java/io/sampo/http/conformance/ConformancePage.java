package io.sampo.http.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The page about the inference protocol, made from the checklist and from what tests have proven.
 *
 * @param faults why the page cannot be made; empty if it can
 * @param text the page, if there are no faults
 */
record ConformancePage(List<String> faults, String text) {

  private static final String HEAD =
      """
      # The inference protocol

      Sampo speaks the Open Inference Protocol, version 2, over HTTP (port 8080) and gRPC (port 8082), so that the clients of other servers work unmodified.
      This page is written from the results of the tests that prove its lines. Do not edit it; write it again with
      `mvn -pl http-frontend -am test -Dsampo.conformance.write=true`.

      What is *not built* is answered with 501 (gRPC: UNIMPLEMENTED) and is not listed under `extensions` in `GET /v2`.

      """;

  ConformancePage {
    faults = List.copyOf(faults);
  }

  /**
   * @param checklist the lines of the checklist: headings begin with {@code ##}, all others with
   *     their id
   */
  static ConformancePage of(List<String> checklist, List<ProvenLine> proven) {
    Map<String, List<ProvenLine>> byId =
        proven.stream()
            .collect(
                Collectors.groupingBy(ProvenLine::id, LinkedHashMap::new, Collectors.toList()));
    List<String> faults = new ArrayList<>();
    StringBuilder rows = new StringBuilder();
    Map<Verdict, Integer> counts = new LinkedHashMap<>();
    for (String line : checklist) {
      if (line.startsWith("##")) {
        rows.append('\n').append(line).append("\n\n| line | what | here |\n|---|---|---|\n");
        continue;
      }
      String id = line.split(" ", 2)[0];
      List<ProvenLine> tests = byId.getOrDefault(id, List.of());
      byId.remove(id);
      faultOf(id, tests).ifPresent(faults::add);
      if (!tests.isEmpty()) {
        Verdict verdict = tests.get(0).verdict();
        counts.merge(verdict, 1, Integer::sum);
        rows.append("| %s | %s | %s |\n".formatted(id, line.split(" ", 2)[1], verdict.words()));
      }
    }
    byId.keySet().forEach(id -> faults.add("[" + id + "] is no line of the checklist"));
    return new ConformancePage(faults, HEAD + summary(counts) + rows);
  }

  private static Optional<String> faultOf(String id, List<ProvenLine> tests) {
    if (tests.isEmpty()) {
      return Optional.of("[" + id + "] is proven by no test");
    }
    if (tests.stream().map(ProvenLine::verdict).distinct().count() > 1) {
      return Optional.of("[" + id + "] has tests of different verdicts " + names(tests));
    }
    List<ProvenLine> failed = tests.stream().filter(test -> !test.passed()).toList();
    return failed.isEmpty()
        ? Optional.empty()
        : Optional.of("[" + id + "] has tests that did not pass " + names(failed));
  }

  private static TreeSet<String> names(List<ProvenLine> tests) {
    return tests.stream().map(ProvenLine::test).collect(Collectors.toCollection(TreeSet::new));
  }

  private static String summary(Map<Verdict, Integer> counts) {
    List<String> parts = new ArrayList<>();
    for (Verdict verdict : Verdict.values()) {
      parts.add("%d %s".formatted(counts.getOrDefault(verdict, 0), verdict.words()));
    }
    return "Lines: " + String.join(", ", parts) + ".\n";
  }
}
