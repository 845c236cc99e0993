package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.cluster.scenario.ProgressBar.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

  @Test
  void tellsEverythingInOneLine() {
    assertThat(ProgressBar.render(new Progress(1, 6, 213, 426, 0.25, 1800, 75)))
        .isEqualTo(
            "  [============            ] epoch 2/6  step 213/426  loss 0.2500  1800 samples/s"
                + "  ETA 1:15");
  }

  @Test
  void printsALineForEachTenthWhereThereIsNoTerminal() {
    // given
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ProgressBar bar = new ProgressBar(new PrintStream(bytes, true, StandardCharsets.UTF_8), false);

    // when
    for (int step = 1; step <= 100; step++) {
      bar.show(new Progress(0, 1, step, 100, 1, 1, Double.NaN));
    }

    // then
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSizeBetween(9, 11);
  }
}
