package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.ConformanceEvidence;
import io.sampo.http.conformance.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** An extension is advertised exactly if its lines are built. */
class AdvertisedExtensionsTest {

  /** Every extension of the protocol and the lines that describe it. */
  private static final Map<String, List<String>> LINES =
      Map.ofEntries(
          Map.entry("binary_tensor_data", List.of("B01", "B02", "B07", "B08", "B10", "B13")),
          Map.entry("classification", List.of("I19")),
          Map.entry("parameters", List.of("I15", "I16")),
          Map.entry("model_configuration", List.of("H13", "H14")),
          Map.entry("model_repository", List.of("M01", "M02", "M03", "M05", "M07", "M09")),
          Map.entry("statistics", List.of("S01", "S02", "S03", "S04", "S05")),
          Map.entry("trace", List.of("L01")),
          Map.entry("logging", List.of("L02")),
          Map.entry("system_shared_memory", List.of("X01")),
          Map.entry("cuda_shared_memory", List.of("X01")));

  @Test
  @Conformance("H09")
  void advertisesWhatIsBuiltAndNothingElse() {
    Set<String> built = new TreeSet<>();
    LINES.forEach(
        (extension, lines) -> {
          if (lines.stream().allMatch(line -> ConformanceEvidence.of(line) == Verdict.PASSES)) {
            built.add(extension);
          }
        });

    try (ProtocolServer server = ProtocolServer.open()) {
      Set<String> advertised = new TreeSet<>();
      ProtocolServer.json(server.get("/v2"))
          .path("extensions")
          .forEach(name -> advertised.add(name.asText()));
      assertThat(advertised).isEqualTo(built);
    }
  }
}
