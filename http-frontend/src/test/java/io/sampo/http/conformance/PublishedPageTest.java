package io.sampo.http.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares the published page with what the tests of this module have just proven. The build runs
 * it behind all other tests; it writes the page where that is asked for, with {@code
 * -Dsampo.conformance.write=true}.
 */
class PublishedPageTest {

  private static final Path PAGE = Path.of("..", "docs", "inference-protocol.md");

  @Test
  void everyLineOfTheChecklistIsProvenAndPublished() throws IOException {
    List<ProvenLine> proven = ProvenLine.readAll(ConformanceRecorder.RESULTS);

    ConformancePage page = ConformancePage.of(checklist(), proven);

    assertThat(page.faults()).as("lines of the inference protocol").isEmpty();
    if (Boolean.getBoolean("sampo.conformance.write")) {
      Files.writeString(PAGE, page.text());
    }
    assertThat(PAGE)
        .as("write it with -Dsampo.conformance.write=true")
        .usingCharset(StandardCharsets.UTF_8)
        .hasContent(page.text());
  }

  private static List<String> checklist() throws IOException {
    try (InputStream stream =
        PublishedPageTest.class.getResourceAsStream("/conformance/checklist.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    }
  }
}
