package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.MutableBuffers;
import io.sampo.node.engine.TestModels;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Goes red if the module is left in evaluation mode, as it is after loading. */
class MutableBuffersTest {
  private final ModelEngine engine = new DjlModelEngine();

  @TempDir private Path directory;

  @Test
  void findsTheStatisticsOfABatchNormalisation() {
    // given
    TestModels model = TestModels.BATCH_NORM;
    Path file = model.copyTo(directory);
    // when, then
    assertThatThrownBy(() -> MutableBuffers.refuse(engine, file, model.signature()))
        .isInstanceOfSatisfying(
            PlatformException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED))
        .hasMessageContaining("batch normalisation");
  }

  @ParameterizedTest
  @EnumSource(
      value = TestModels.class,
      names = {"DIGITS_CNN", "DIGITS_MLP", "INTEGER_GRADIENT"})
  void acceptsModulesOfParametersAlone(TestModels model) {
    assertThat(MutableBuffers.areIn(engine, model.copyTo(directory), model.signature())).isFalse();
  }
}
