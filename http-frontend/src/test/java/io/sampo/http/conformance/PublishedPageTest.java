package io.sampo.http.conformance;

import io.sampo.checklist.Checklist;
import io.sampo.checklist.ChecklistPage;
import io.sampo.checklist.EvidenceRecorder;
import io.sampo.checklist.Proof;
import io.sampo.checklist.Proof.Claim;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Compares the published page with what the tests of this module have just proven. The build runs
 * it behind all other tests.
 */
class PublishedPageTest {

  private static final Path PAGE = Path.of("..", "docs", "inference-protocol.md");

  private static final String HEAD =
      """
      # The inference protocol

      Sampo speaks the Open Inference Protocol, version 2, over HTTP (port 8080) and gRPC (port 8082), so that the clients of other servers work unmodified.
      This page is written from the results of the tests that prove its lines. Do not edit it; write it again with
      `mvn -pl http-frontend -am test -Dsampo.checklist.write=true`.

      What is *not built* is answered with 501 (gRPC: UNIMPLEMENTED) and is not listed under `extensions` in `GET /v2`.

      """;

  @Test
  void everyLineOfTheChecklistIsProvenAndPublished() throws IOException {
    Checklist checklist =
        new Checklist(
            HEAD,
            Checklist.linesOf(PublishedPageTest.class, "/conformance/checklist.txt"),
            Stream.of(Verdict.values()).map(Verdict::words).toList(),
            null);

    ChecklistPage.of(
            checklist, Proof.readAll(EvidenceRecorder.RESULTS, PublishedPageTest::claimsOf))
        .requirePublished(PAGE);
  }

  private static List<Claim> claimsOf(Method test) {
    Conformance conformance = test.getAnnotation(Conformance.class);
    return conformance == null
        ? List.of()
        : Stream.of(conformance.value())
            .map(id -> new Claim(id, conformance.verdict().words()))
            .toList();
  }
}
