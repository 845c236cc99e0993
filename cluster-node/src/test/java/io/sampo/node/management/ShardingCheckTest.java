package io.sampo.node.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ShardingCheckTest {

  @Test
  void saysOfRegionsWhatTheySayThemselves() {
    assertThat(new ShardingCheck(true, () -> answer(true)).get()).isCompletedWithValue(true);
    assertThat(new ShardingCheck(true, () -> answer(false)).get()).isCompletedWithValue(false);
  }

  @Test
  void regionsThatAreNotThereYetAreNotReady() {
    assertThat(new ShardingCheck(true, ShardingCheckTest::missing).get())
        .isCompletedWithValue(false);
  }

  @Test
  void aNodeWithoutRegionsIsReadyWithoutThem() {
    assertThat(new ShardingCheck(false, ShardingCheckTest::missing).get())
        .isCompletedWithValue(true);
  }

  private static CompletionStage<Boolean> answer(boolean ready) {
    return CompletableFuture.completedFuture(ready);
  }

  private static CompletionStage<Boolean> missing() {
    throw new IllegalArgumentException("Shard type [model] must be started first");
  }
}
