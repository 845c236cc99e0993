package io.sampo.cluster.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanguageResultTest {

  @Test
  void passesIfTheServedModelKnowsMoreThanPairs() {
    LanguageResult result = result(1.6, 1.60005);

    assertThat(result.shortcomings()).isEmpty();
    assertThat(result.toJson())
        .isEqualTo(
            "{\"passed\":true,\"trainedLoss\":1.6,\"servedLoss\":1.60005,\"unigramLoss\":3.4,"
                + "\"bigramLoss\":2.6,\"servedBitsPerByte\":2.308384,\"heldOutBytes\":640,"
                + "\"steps\":100,\"trainSeconds\":12.5,\"workers\":2}");
  }

  @Test
  void failsIfPairsKnowAsMuch() {
    assertThat(result(2.6, 2.6).shortcomings())
        .containsExactly("Expected a loss below 2.6000, that of pairs of bytes, but served 2.6000");
  }

  @Test
  void failsIfItIsServedOtherwiseThanEvaluated() {
    assertThat(result(1.6, 1.6002).shortcomings())
        .containsExactly(
            "Expected the loss as served to be that of the evaluation, but were 1.600200 and"
                + " 1.600000");
    assertThat(result(Double.NaN, 1.6).shortcomings()).hasSize(1);
  }

  @Test
  void failsIfNothingWasPromoted() {
    LanguageResult result = result(2.7, Double.NaN);

    assertThat(result.shortcomings())
        .containsExactly(
            "Expected a loss of at most 2.6000, that of pairs of bytes, but trained 2.7000");
    assertThat(result.toJson()).contains("\"passed\":false", "\"servedLoss\":null");
  }

  @Test
  void showsNatsAndBits() {
    assertThat(result(Math.log(2), Math.log(2)).toTable())
        .contains("  transformer, as served          0.6931      1.0000\n");
  }

  private static LanguageResult result(double trained, double served) {
    return new LanguageResult(trained, served, 3.4, 2.6, 640, 100, 12.5, 2);
  }
}
