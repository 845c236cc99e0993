package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.engine.LoadedModel;
import io.sampo.node.replica.BatchRun.Execution;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchForwardTest {
  private static final PreprocessingPlan HALVED =
      new PreprocessingPlan(
          2,
          List.of(FeaturePlan.ofNumber("all", Double.NaN, 1, 2)),
          1,
          false,
          UnknownCategory.REFUSE);
  private static final Signature SERVED =
      signature(8).behind(HALVED, new RawInput(DataType.FP32, Shape.of(2), 1));

  private final FakeModelEngine engine =
      FakeModelEngine.instant().answering(BatchForwardTest::echo);
  private final LoadedModel model = engine.load(Path.of("module.pt"), SERVED.module());

  private static List<Tensor> echo(List<Tensor> inputs) {
    assertThat(inputs.get(0).name()).isEqualTo("x");
    return List.of(pairs("y", inputs.get(0).toFloats()));
  }

  @Test
  void givesTheModuleWhatThePlanMakesOfARow() {
    BatchRun run = run(SERVED, waiting(1, 3), waiting(5, 7, 9, 11));

    assertThat(run.results().get(0).value()).containsExactly(pairs("y", 0, 1));
    assertThat(run.results().get(1).value()).containsExactly(pairs("y", 2, 3, 4, 5));
  }

  @Test
  void refusesABadRowAloneAndRunsTheOthersTogether() {
    BatchRun run = run(SERVED, waiting(1, 3), waiting(1, 1, 1, Float.NaN), waiting(5, 7));

    assertThat(run.results().get(1).refusal())
        .isEqualTo(
            new PlatformError(
                ErrorCode.INVALID_ARGUMENT,
                "Expected a finite number as feature 1 [all], but it is missing, in row 1"));
    assertThat(run.results().get(2).value()).containsExactly(pairs("y", 2, 3));
    assertThat(run.batch()).hasSize(3);
    assertThat(run.executions()).containsExactly(new Execution(2, 2, FakeModelEngine.TIMES));
  }

  @Test
  void doesNotBotherTheModuleWithNothing() {
    BatchRun run = run(SERVED, waiting(1, Float.NaN));

    assertThat(run.results().get(0).isRefused()).isTrue();
    assertThat(run.executions()).isEmpty();
    assertThat(engine.forwards()).isZero();
  }

  @Test
  void leavesInputsAloneWithoutAPlan() {
    assertThat(run(signature(8), waiting(1, 3)).results().get(0).value())
        .containsExactly(pairs("y", 1, 3));
  }

  private BatchRun run(Signature signature, Waiting... batch) {
    return new BatchForward(model, signature).run(List.of(batch), System.nanoTime());
  }

  private static Waiting waiting(float... values) {
    return new Waiting(
        infer("r", NoOne.ref()),
        List.of(pairs("x", values)),
        values.length / 2,
        List.of(),
        0,
        Long.MAX_VALUE);
  }
}
