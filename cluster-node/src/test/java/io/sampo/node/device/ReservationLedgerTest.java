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

  @Test
  void keepsWhatIsPromisedForItsHolder() {
    // given: one is leaving, and its bytes are promised
    ledger.reserve("one", 60);
    ledger.leave("one");
    ledger.promise("two", 80);

    // then: nobody else gets them, and the holder only when they are there
    assertThat(ledger.unpromisedBytes()).isEqualTo(20);
    assertThat(ledger.reserve("three", 21)).isPresent();
    assertThat(ledger.redeem("two")).isFalse();

    // when
    ledger.release("one");

    // then
    assertThat(ledger.redeem("two")).isTrue();
    assertThat(ledger.reservedBytes()).isEqualTo(80);
    assertThat(ledger.unpromisedBytes()).isEqualTo(20);
  }

  @Test
  void forgetsAPromiseThatIsGivenBack() {
    ledger.promise("one", 60);
    ledger.release("one");

    assertThat(ledger.unpromisedBytes()).isEqualTo(100);
    assertThat(ledger.redeem("one")).isFalse();
  }
}
