package io.sampo.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrontendCheckTest {

  @Test
  void saysWhatTheFrontendSays() {
    assertThat(new FrontendCheck(true, () -> true).get()).isCompletedWithValue(true);
    assertThat(new FrontendCheck(true, () -> false).get()).isCompletedWithValue(false);
  }

  @Test
  void aNodeWithoutAFrontendIsReadyWithoutOne() {
    assertThat(new FrontendCheck(false, () -> false).get()).isCompletedWithValue(true);
  }

  @Test
  void aFrontendThatHasNotBeenOpenedIsNotReady() {
    assertThat(new FrontendReadiness().isReady()).isFalse();
  }
}
