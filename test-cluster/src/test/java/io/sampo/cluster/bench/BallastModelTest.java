package io.sampo.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BallastModelTest {

  private static final long BALLAST = 3_000_000;

  @TempDir private Path directory;

  @Test
  void loadsAsTheIdentityWithSoManyBytesMore() throws IOException {
    // given
    Path file = directory.resolve("ballast.pt");
    BallastModel.write(file, BALLAST);
    Tensor input = Tensor.ofFloats("input", Shape.of(1, 16), new float[16]);

    // when
    try (LoadedModel model = new DjlModelEngine().load(file, BenchModel.IDENTITY.signature())) {
      List<Tensor> outputs = model.forward(List.of(input));

      // then
      assertThat(outputs.get(0).toFloats()).isEqualTo(input.toFloats());
      assertThat(model.bytes()).isGreaterThanOrEqualTo(BALLAST);
    }
  }
}
