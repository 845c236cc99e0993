package io.sampo.http.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallerRunsExecutorTest {

  private final CallerRunsExecutor executor = new CallerRunsExecutor(new ForkJoinPool(1));
  private final List<Thread> ran = new ArrayList<>();

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void runsAMailboxInsideOfTheCallInWhateverThread() {
    executor.execute(mailbox(() -> ran.add(Thread.currentThread())));

    assertThat(ran).containsExactly(Thread.currentThread());
  }

  @Test
  void leavesCallbacksToThePool() throws Exception {
    // given
    CompletableFuture<Thread> called = new CompletableFuture<>();

    // when
    executor.execute(() -> called.complete(Thread.currentThread()));

    // then
    assertThat(called.get(10, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
  }

  @Test
  void letsGoOfTheThreadOfAnActorThatIsToldThingsAllTheTime() throws Exception {
    // given
    CompletableFuture<Integer> inThisThread = new CompletableFuture<>();

    // when
    again(0, Thread.currentThread(), inThisThread);

    // then
    assertThat(inThisThread.get(10, TimeUnit.SECONDS)).isEqualTo(CallerRunsExecutor.DEEPEST);
  }

  private void again(int turns, Thread caller, CompletableFuture<Integer> inThisThread) {
    executor.execute(
        mailbox(
            () -> {
              if (Thread.currentThread() == caller) {
                again(turns + 1, caller, inThisThread);
              } else {
                inThisThread.complete(turns);
              }
            }));
  }

  @Test
  void keepsWhatAnActorThrowsFromWhoToldIt() throws Exception {
    // given
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    CompletableFuture<Boolean> wentOn = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              executor.execute(mailbox(CallerRunsExecutorTest::fail));
              wentOn.complete(true);
            });
    caller.setUncaughtExceptionHandler((thread, failure) -> told.complete(failure));

    // when
    caller.start();

    // then
    assertThat(wentOn.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(told.get(10, TimeUnit.SECONDS)).hasMessage("broken");
  }

  private static void fail() {
    throw new IllegalStateException("broken");
  }

  /** As Pekko's: a fork-join task that can be run. */
  private static Runnable mailbox(Runnable work) {
    return (Runnable) ForkJoinTask.adapt(work);
  }
}
