package io.sampo.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.net.BindException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class StartFailureTest {

  @Test
  void namesThePortThatIsTaken() {
    // given
    Throwable failure =
        new ExecutionException(
            new IllegalStateException(
                "Bind failed", new BindException("[/127.0.0.1:7626] Address already in use")));
    // then
    assertThat(StartFailure.describe(failure))
        .isEqualTo("Expected every port to be free, but [127.0.0.1:7626] is taken.");
  }

  @Test
  void aPartThatExplainsItselfIsBelieved() {
    // given
    Throwable failure =
        new ExecutionException(new PlatformException(ErrorCode.INTERNAL, "Expected a disk."));
    // then
    assertThat(StartFailure.describe(failure)).isEqualTo("Expected a disk.");
  }

  @Test
  void otherwiseTheInnermostCauseSpeaks() {
    // given
    Throwable failure = new RuntimeException("outer", new IllegalStateException("inner"));
    // then
    assertThat(StartFailure.describe(failure)).endsWith("inner");
  }
}
