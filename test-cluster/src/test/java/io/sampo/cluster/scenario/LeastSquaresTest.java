package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeastSquaresTest {

  @Test
  void findsTheFunctionThatAllSamplesLieOn() {
    List<double[]> inputs =
        List.of(new double[] {0, 1}, new double[] {1, 0}, new double[] {2, 5}, new double[] {3, 3});
    List<Double> targets = inputs.stream().map(x -> 2 * x[0] - 3 * x[1] + 4).toList();

    assertThat(LeastSquares.solve(inputs, targets))
        .containsExactly(new double[] {2, -3, 4}, within(1e-12));
  }

  @Test
  void liesBetweenSamplesThatContradictEachOther() {
    List<double[]> inputs = List.of(new double[] {0}, new double[] {1}, new double[] {2});

    assertThat(LeastSquares.solve(inputs, List.of(0.0, 0.0, 3.0)))
        .containsExactly(new double[] {1.5, -0.5}, within(1e-12));
  }
}
