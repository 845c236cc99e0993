package io.sampo.node.replica;

import static io.sampo.node.engine.FakeModelEngine.TIMES;
import static io.sampo.node.samples.ServingSamples.infer;
import static io.sampo.node.samples.ServingSamples.pairs;
import static io.sampo.node.samples.ServingSamples.signature;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.engine.LoadedModel;
import io.sampo.node.replica.BatchRun.Execution;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchRunTest {
  private static final float BAD = -1;

  private final FakeModelEngine engine = FakeModelEngine.instant().answering(BatchRunTest::answer);
  private final LoadedModel model = engine.load(Path.of("module.pt"), signature(8));

  /** What came, unless there is a bad item among it. */
  private static List<Tensor> answer(List<Tensor> inputs) {
    for (float value : inputs.get(0).toFloats()) {
      if (value == BAD) {
        throw new PlatformException(ErrorCode.INVALID_ARGUMENT, "a bad item");
      }
    }
    return List.of(pairs("y", inputs.get(0).toFloats()));
  }

  private static Waiting waiting(float... values) {
    List<Tensor> inputs = List.of(pairs("x", values));
    return new Waiting(
        infer("r", NoOne.ref()), inputs, values.length / 2, List.of(), 0, Long.MAX_VALUE);
  }

  @Test
  void runsABatchAsOneForward() {
    BatchRun run =
        BatchRun.execute(model, List.of(waiting(1, 2), waiting(3, 4, 5, 6)), System.nanoTime());

    assertThat(run.executions()).containsExactly(new Execution(2, 3, TIMES));
    assertThat(run.results().get(1).value()).containsExactly(pairs("y", 3, 4, 5, 6));
  }

  @Test
  void tellsOfTheForwardsThatSucceededWhenTheOneOfTheBatchDoesNot() {
    BatchRun run =
        BatchRun.execute(
            model, List.of(waiting(1, 2), waiting(BAD, 0), waiting(3, 4, 5, 6)), System.nanoTime());

    assertThat(run.executions())
        .containsExactly(new Execution(1, 1, TIMES), new Execution(1, 2, TIMES));
    assertThat(run.results().get(1).refusal().code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }
}
