package io.sampo.protocol.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.ModelVersion;
import org.junit.jupiter.api.Test;

class StatisticsKeyTest {
  private static final ModelVersion VERSION = ModelVersion.of("m.a-b", "v1");

  @Test
  void isReadAsItWasWritten() {
    StatisticsKey total = StatisticsKey.of(VERSION, ServingCounter.ITEMS);
    StatisticsKey batch = new StatisticsKey(VERSION, ServingCounter.EXECUTIONS, 8);

    assertThat(total).hasToString("m.a-b/v1/ITEMS");
    assertThat(batch).hasToString("m.a-b/v1/EXECUTIONS/8");
    assertThat(StatisticsKey.parse(total.toString())).contains(total);
    assertThat(StatisticsKey.parse(batch.toString())).contains(batch);
  }

  @Test
  void passesOverWhatANewerNodeHasWritten() {
    assertThat(StatisticsKey.parse("m/1/TOKENS")).isEmpty();
    assertThat(StatisticsKey.parse("m/1/ITEMS/8/more")).isEmpty();
    assertThat(StatisticsKey.parse("m/1")).isEmpty();
    assertThat(StatisticsKey.parse("m/1/ITEMS/many")).isEmpty();
  }

  @Test
  void tellsSmallBatchesApartExactly() {
    assertThat(StatisticsKey.batchClass(1)).isEqualTo(1);
    assertThat(StatisticsKey.batchClass(7)).isEqualTo(7);
    assertThat(StatisticsKey.batchClass(9)).isEqualTo(16);
    assertThat(StatisticsKey.batchClass(64)).isEqualTo(64);
    assertThat(StatisticsKey.batchClass(65)).isEqualTo(128);
  }
}
