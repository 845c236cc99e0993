package io.sampo.node.dispatch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.dispatch.MonitorableThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scala.Option;
import scala.concurrent.Await;
import scala.concurrent.Promise;
import scala.concurrent.duration.Duration;

class RunNextExecutorTest {

  private final List<ExecutorService> pools = new ArrayList<>();
  private final AtomicReference<Throwable> uncaught = new AtomicReference<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (ExecutorService pool : pools) {
      pool.shutdown();
      assertThat(pool.awaitTermination(10, SECONDS)).isTrue();
    }
  }

  @Test
  void runsWhatATaskSubmitsNextAndOnTheSameThread() {
    ExecutorService pool = pool(1);
    List<String> order = new ArrayList<>();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CompletableFuture<Void> done = new CompletableFuture<>();

    pool.execute(
        () -> {
          threads.add(Thread.currentThread());
          // The same as from outside: no thread of the pool submits it.
          submitFromOutside(pool, () -> order.add("waiting"));
          submitFromOutside(pool, () -> done.complete(null));
          pool.execute(
              () -> {
                threads.add(Thread.currentThread());
                order.add("next");
              });
          order.add("first");
        });
    join(done);

    assertThat(order).containsExactly("first", "next", "waiting");
    assertThat(threads).hasSize(1);
  }

  @Test
  void leavesAllButTheLastSubmittedToOtherThreads() {
    ExecutorService pool = pool(2);
    CyclicBarrier together = new CyclicBarrier(2);
    CompletableFuture<Void> kept = new CompletableFuture<>();
    CompletableFuture<Void> displaced = new CompletableFuture<>();

    pool.execute(
        () -> {
          pool.execute(() -> meet(together, displaced));
          pool.execute(() -> meet(together, kept));
        });

    join(CompletableFuture.allOf(kept, displaced));
  }

  @Test
  void losesNothingWhateverSubmitsWhat() throws InterruptedException {
    ExecutorService pool = pool(3);
    int depth = 14;
    CountDownLatch left = new CountDownLatch((1 << depth) - 1);

    submitTree(pool, depth, left);

    assertThat(left.await(20, SECONDS)).isTrue();
  }

  @Test
  void letsOthersRunBetweenTasksThatKeepSubmittingThemselves() {
    ExecutorService pool = pool(1);
    CompletableFuture<Void> other = new CompletableFuture<>();
    AtomicInteger turns = new AtomicInteger();

    pool.execute(
        () -> {
          submitFromOutside(pool, () -> other.complete(null));
          again(pool, other, turns);
        });

    join(other);
    assertThat(turns.get()).isLessThan(100);
  }

  @Test
  void mayWaitForWhatItSubmitted() throws Exception {
    ExecutorService pool = pool(1);
    CompletableFuture<String> done = new CompletableFuture<>();

    pool.execute(
        () -> {
          Promise<String> promise = Promise.apply();
          pool.execute(() -> promise.success("answer"));
          try {
            done.complete(Await.result(promise.future(), Duration.create(10, SECONDS)));
          } catch (Exception failure) {
            done.completeExceptionally(failure);
          }
        });

    assertThat(done.get(15, SECONDS)).isEqualTo("answer");
  }

  @Test
  void goesOnWhenATaskFailsAndSaysSo() {
    ExecutorService pool = pool(1);
    CompletableFuture<Void> next = new CompletableFuture<>();
    IllegalStateException defect = new IllegalStateException("a defect");

    pool.execute(
        () -> {
          pool.execute(() -> next.complete(null));
          throw defect;
        });

    join(next);
    assertThat(uncaught.get()).isSameAs(defect);
  }

  @Test
  void isTheExecutorOfADispatcherByItsSettings() {
    ActorTestKit kit =
        ActorTestKit.create(
            "run-next",
            ConfigFactory.parseResources("threads-run-next.conf").withFallback(quiet()));
    try {
      CompletableFuture<Object> pool = new CompletableFuture<>();
      kit.system()
          .dispatchers()
          .lookup(DispatcherSelector.defaultDispatcher())
          .execute(() -> pool.complete(ForkJoinTask.getPool()));

      assertThat(pool.orTimeout(10, SECONDS).join()).isInstanceOf(RunNextPool.class);
    } finally {
      kit.shutdownTestKit();
    }
  }

  private static Config quiet() {
    return ConfigFactory.parseString("pekko.loglevel = WARNING")
        .withFallback(ConfigFactory.load("reference"));
  }

  private ExecutorService pool(int parallelism) {
    ExecutorService pool =
        new RunNextPool(
            parallelism,
            new MonitorableThreadFactory(
                "run-next",
                true,
                Option.empty(),
                (thread, failure) -> uncaught.set(failure),
                new AtomicLong()));
    pools.add(pool);
    return pool;
  }

  private static void submitTree(ExecutorService pool, int depth, CountDownLatch left) {
    if (depth == 0) {
      return;
    }
    pool.execute(
        () -> {
          submitTree(pool, depth - 1, left);
          submitTree(pool, depth - 1, left);
          left.countDown();
        });
  }

  private static void again(
      ExecutorService pool, CompletableFuture<Void> until, AtomicInteger turns) {
    if (!until.isDone()) {
      turns.incrementAndGet();
      pool.execute(() -> again(pool, until, turns));
    }
  }

  private static void meet(CyclicBarrier barrier, CompletableFuture<Void> done) {
    try {
      barrier.await(10, SECONDS);
      done.complete(null);
    } catch (Exception alone) {
      done.completeExceptionally(alone);
    }
  }

  private static void submitFromOutside(ExecutorService pool, Runnable task) {
    Thread outside = new Thread(() -> pool.execute(task));
    outside.start();
    try {
      outside.join();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static void join(CompletableFuture<Void> done) {
    done.orTimeout(10, SECONDS).join();
  }
}
