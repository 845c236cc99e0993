package io.sampo.node.device;

import static io.sampo.node.samples.ServingSamples.NODE_A;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import org.junit.jupiter.api.Test;

class ReservationLedgerTest {
  private final ReservationLedger ledger = new ReservationLedger(NODE_A, 100);

  @Test
  void grantsUpToTheLastByte() {
    assertThat(ledger.reserve("one", 60)).isEmpty();
    assertThat(ledger.reserve("two", 40)).isEmpty();

    assertThat(ledger.reservedBytes()).isEqualTo(100);
    assertThat(ledger.unreservedBytes()).isZero();
  }

  @Test
  void refusesWithTheNumbers() {
    ledger.reserve("one", 60);

    assertThat(ledger.reserve("two", 41))
        .contains(
            new PlatformError(
                ErrorCode.DEVICE_FULL,
                "Expected 41 free bytes on [node-a:17355], but only 40 of 100 are unreserved"));
    assertThat(ledger.reservedBytes()).isEqualTo(60);
  }

  @Test
  void doesNotCountAHolderTwice() {
    ledger.reserve("one", 60);

    assertThat(ledger.reserve("one", 60)).isEmpty();
    assertThat(ledger.reservedBytes()).isEqualTo(60);
  }

  @Test
  void givesBackWhatIsReleasedOnce() {
    ledger.reserve("one", 60);

    ledger.release("one");
    ledger.release("one");

    assertThat(ledger.unreservedBytes()).isEqualTo(100);
  }

  @Test
  void refusesReservationsBelowZero() {
    assertThat(ledger.reserve("one", -1).orElseThrow().code())
        .isEqualTo(ErrorCode.INVALID_ARGUMENT);
  }
}
