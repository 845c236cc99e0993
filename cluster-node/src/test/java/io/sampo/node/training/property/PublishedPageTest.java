package io.sampo.node.training.property;

import io.sampo.checklist.Checklist;
import io.sampo.checklist.ChecklistPage;
import io.sampo.checklist.EvidenceRecorder;
import io.sampo.checklist.Proof;
import io.sampo.checklist.Proof.Claim;
import io.sampo.node.training.property.TrainingProperty.Extent;
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

  private static final Path PAGE = Path.of("..", "docs", "training-properties.md");

  private static final String HEAD =
      """
      # Properties of training

      What data-parallel training promises, whatever dies meanwhile, and which of it tests prove today. This page is written from their results.
      Do not edit it; write it again with `mvn -pl cluster-node -am test -Dsampo.checklist.write=true`.

      *Holds without failures*: proven for runs in which nothing dies; the tests that kill are to come. *Open*: no test proves it yet, whether or not the code does it.

      """;

  @Test
  void everyPropertyThatIsProvenIsPublished() throws IOException {
    Checklist checklist =
        new Checklist(
            HEAD,
            Checklist.linesOf(PublishedPageTest.class, "/training/properties.txt"),
            Stream.of(Extent.values()).map(Extent::words).toList(),
            "open");

    ChecklistPage.of(
            checklist, Proof.readAll(EvidenceRecorder.RESULTS, PublishedPageTest::claimsOf))
        .requirePublished(PAGE);
  }

  private static List<Claim> claimsOf(Method test) {
    TrainingProperty property = test.getAnnotation(TrainingProperty.class);
    return property == null
        ? List.of()
        : Stream.of(property.value()).map(id -> new Claim(id, property.extent().words())).toList();
  }
}
