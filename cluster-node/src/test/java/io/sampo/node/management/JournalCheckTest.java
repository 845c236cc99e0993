package io.sampo.node.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.junit.jupiter.api.Test;

class JournalCheckTest {
  private int reads;
  private Supplier<CompletionStage<Done>> journal = JournalCheckTest::away;

  @Test
  void isRedUntilTheJournalHasBeenRead() {
    // given
    JournalCheck check = new JournalCheck(true, this::read);
    assertThat(check.get()).isCompletedWithValue(false);
    // when
    journal = JournalCheckTest::there;
    // then
    assertThat(check.get()).isCompletedWithValue(true);
  }

  @Test
  void isGreenForGoodOnceItHasBeenReadAndAsksNoMore() {
    // given
    journal = JournalCheckTest::there;
    JournalCheck check = new JournalCheck(true, this::read);
    check.get();
    // when
    journal = JournalCheckTest::away;
    // then
    assertThat(check.get()).isCompletedWithValue(true);
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void aNodeThatNeedsNoJournalNeverAsksIt() {
    assertThat(new JournalCheck(false, this::read).get()).isCompletedWithValue(true);
    assertThat(reads).isZero();
  }

  private CompletionStage<Done> read() {
    reads++;
    return journal.get();
  }

  private static CompletionStage<Done> there() {
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  private static CompletionStage<Done> away() {
    return CompletableFuture.failedFuture(new IllegalStateException("no journal"));
  }
}
