package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.EngineException;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeFailuresTest {
  @Test
  void quotesTheLastErrorOfAnInterpreterTrace() {
    // given
    EngineException failure =
        new EngineException(
            "The following operation failed in the TorchScript interpreter.\n"
                + "Traceback of TorchScript (most recent call last):\n"
                + "  File \"<string>\", line 3, in forward\n"
                + "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1x3 and 4x2)\n");
    // when
    PlatformException translated = NativeFailures.whileRunning(failure);
    // then
    assertThat(translated.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(translated)
        .hasMessageEndingWith("shapes cannot be multiplied (1x3 and 4x2)")
        .hasMessageNotContaining("Traceback")
        .hasCause(failure);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DefaultCPUAllocator: can't allocate memory: you tried to allocate 4000000000000 bytes.",
        "CUDA out of memory. Tried to allocate 2.00 GiB",
        "std::bad_alloc"
      })
  void callsTheDeviceFullWhenMemoryRunsOut(String message) {
    assertThat(NativeFailures.whileRunning(new EngineException(message)).code())
        .isEqualTo(ErrorCode.DEVICE_FULL);
    assertThat(NativeFailures.whileLoading(new EngineException(message)).code())
        .isEqualTo(ErrorCode.DEVICE_FULL);
  }

  @Test
  void survivesAFailureWithoutAMessage() {
    assertThat(NativeFailures.whileLoading(new EngineException((String) null)).code())
        .isEqualTo(ErrorCode.ARTIFACT_INVALID);
  }
}
