package io.sampo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClientConnectionTest {

  private final ClientConnection client = new ClientConnection();
  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void runsTheActionOnceWhenTheClientGoes() {
    client.onGone(runs::incrementAndGet);

    client.gone();
    client.gone();

    assertThat(runs).hasValue(1);
  }

  @Test
  void runsNothingForARequestThatWasAnswered() {
    client.onGone(runs::incrementAndGet);
    client.forget();

    client.gone();

    assertThat(runs).hasValue(0);
  }

  @Test
  void runsAtOnceWhenTheClientHasAlreadyGone() {
    client.gone();

    client.onGone(runs::incrementAndGet);

    assertThat(runs).hasValue(1);
  }

  @Test
  void takesOneRequestAfterTheOther() {
    client.onGone(() -> runs.addAndGet(10));
    client.forget();
    client.onGone(runs::incrementAndGet);

    client.gone();

    assertThat(runs).hasValue(1);
  }
}
