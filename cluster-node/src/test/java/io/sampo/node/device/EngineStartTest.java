package io.sampo.node.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sampo.node.engine.FakeModelEngine;
import org.junit.jupiter.api.Test;

class EngineStartTest {

  @Test
  void leavesItToLoadsToFailWhereTheEngineDoesNotStart() {
    FakeModelEngine engine =
        FakeModelEngine.instant().failingToStart(new IllegalStateException("no library"));

    assertThatCode(() -> new EngineStart(engine).run()).doesNotThrowAnyException();

    assertThat(engine.started()).isCompleted();
  }
}
