package io.sampo.cluster.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The load generator against servers that misbehave. */
class LoadGeneratorTest {

  private static final RequestMix ASK = RequestMix.of(PreparedRequest.get("/"));
  private static final Duration NO_WARM_UP = Duration.ZERO;

  @Test
  void keepsTheRate() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer((n, out) -> ScriptedServer.respond(out, 200, "x"))) {
      // given
      LoadPlan plan =
          LoadPlan.of(server.door(), ASK).atRate(500, 8).lasting(NO_WARM_UP, Duration.ofSeconds(2));

      // when
      LoadResult result = LoadGenerator.run(plan);

      // then every request that was due was sent, and none twice
      assertThat(result.counts().ok()).isEqualTo(1_000);
      assertThat(server.requests()).isEqualTo(1_000);
      assertThat(result.counts().failed()).isZero();
      assertThat(result.latencies().ok().getTotalCount()).isEqualTo(1_000);
    }
  }

  @Test
  void countsEveryRequestThatAStallHeldUp() throws IOException {
    // given a server that answers nobody for one second
    AtomicLong stalledUntil = new AtomicLong(Long.MAX_VALUE);
    ScriptedServer.Script stall =
        (number, out) -> {
          stalledUntil.compareAndSet(
              Long.MAX_VALUE, number == 50 ? System.nanoTime() + 1_000_000_000L : Long.MAX_VALUE);
          long left = stalledUntil.get() - System.nanoTime();
          await(stalledUntil.get() == Long.MAX_VALUE ? 0 : left);
          ScriptedServer.respond(out, 200, "x");
        };
    try (ScriptedServer server = new ScriptedServer(stall)) {
      LoadPlan plan =
          LoadPlan.of(server.door(), ASK).atRate(100, 1).lasting(NO_WARM_UP, Duration.ofSeconds(3));

      // when
      LoadResult result = LoadGenerator.run(plan);

      // then all that were due in the first nine tenths of it were late by a tenth or more
      long slow = result.latencies().ok().getCountBetweenValues(100_000_000L, Long.MAX_VALUE / 2);
      assertThat(result.counts().ok()).isEqualTo(300);
      assertThat(slow).isBetween(85L, 115L);
      assertThat(result.latencies().ok().getMaxValue()).isGreaterThan(950_000_000L);
      assertThat(
              result
                  .latencies()
                  .serviceTime()
                  .getCountBetweenValues(100_000_000L, Long.MAX_VALUE / 2))
          .isLessThan(10);
    }
  }

  @Test
  void countsStatusesWrongBodiesAndBrokenConnections() throws IOException {
    // given a server whose answers are good, refused, wrong and broken in turn
    ScriptedServer.Script script =
        (number, out) -> {
          switch (number % 4) {
            case 0 -> ScriptedServer.respond(out, 200, "good");
            case 1 -> ScriptedServer.respond(out, 503, "busy");
            case 2 -> ScriptedServer.respond(out, 200, "evil");
            default -> throw new IOException("the connection ends");
          }
        };
    try (ScriptedServer server = new ScriptedServer(script)) {
      RequestMix expecting = RequestMix.of(PreparedRequest.get("/").expecting("good".getBytes()));
      LoadPlan plan =
          LoadPlan.of(server.door(), expecting)
              .atRate(100, 1)
              .lasting(NO_WARM_UP, Duration.ofSeconds(1));

      // when
      LoadCounts counts = LoadGenerator.run(plan).counts();

      // then
      assertThat(counts.ok()).isEqualTo(25);
      assertThat(counts.withStatus(503)).isEqualTo(25);
      assertThat(counts.wrong()).isEqualTo(25);
      assertThat(counts.failures().broken()).isEqualTo(25);
      assertThat(counts.failed()).isEqualTo(75);
      assertThat(counts.reconnects()).isEqualTo(25);
    }
  }

  @Test
  void goesOnWithAnotherTargetWhenOneDies() throws IOException {
    // given two servers, the first of which dies with requests in its hands
    AtomicBoolean dead = new AtomicBoolean();
    ScriptedServer.Script mortal =
        (number, out) -> {
          if (number >= 100) {
            dead.set(true);
          }
          if (dead.get()) {
            throw new IOException("the server is dying");
          }
          ScriptedServer.respond(out, 200, "x");
        };
    try (ScriptedServer first = new ScriptedServer(mortal);
        ScriptedServer second =
            new ScriptedServer((n, out) -> ScriptedServer.respond(out, 200, "x"))) {
      LoadPlan plan =
          LoadPlan.of(first.door(), ASK)
              .targets(List.of(first.door(), second.door()))
              .atRate(400, 4)
              .lasting(NO_WARM_UP, Duration.ofSeconds(2))
              .delivery(Delivery.retrying());

      // when
      LoadGenerator load =
          LoadGenerator.start(
              plan,
              (position, status, attempts, intendedAt, latency) -> {
                if (dead.get()) {
                  closeQuietly(first);
                }
              });
      LoadCounts counts = load.await().counts();

      // then
      assertThat(counts.ok()).isEqualTo(800);
      assertThat(counts.failed()).isZero();
      assertThat(counts.retried()).isBetween(1L, 20L);
    }
  }

  @Test
  void failsRequestsThatNobodyAnswersInTime() throws IOException {
    // given
    CountDownLatch never = new CountDownLatch(1);
    ScriptedServer.Script silent = (number, out) -> await(TimeUnit.SECONDS.toNanos(30), never);
    try (ScriptedServer server = new ScriptedServer(silent)) {
      LoadPlan plan =
          LoadPlan.of(server.door(), ASK)
              .closedLoop(3)
              .lasting(NO_WARM_UP, Duration.ofMillis(200))
              .delivery(new Delivery(Duration.ofMillis(500), true));

      // when
      LoadCounts counts = LoadGenerator.run(plan).counts();

      // then
      assertThat(counts.failures().timedOut()).isEqualTo(3);
      assertThat(counts.ok()).isZero();
      never.countDown();
    }
  }

  @Test
  void saysSoWhenNobodyListens() {
    // given
    LoadPlan plan =
        LoadPlan.of(URI.create("http://127.0.0.1:1"), ASK)
            .atRate(100, 2)
            .lasting(NO_WARM_UP, Duration.ofMillis(500));

    // when
    LoadCounts counts = LoadGenerator.run(plan).counts();

    // then
    assertThat(counts.failures().unsent()).isEqualTo(50);
    assertThat(counts.failed()).isEqualTo(50);
  }

  @Test
  void countsSegmentsOfARunForThemselves() throws IOException {
    try (ScriptedServer server =
        new ScriptedServer((n, out) -> ScriptedServer.respond(out, 200, "x"))) {
      // given a run that has no end by itself
      LoadPlan plan =
          LoadPlan.of(server.door(), ASK).atRate(200, 4).lasting(NO_WARM_UP, Duration.ofHours(1));
      LoadGenerator load = LoadGenerator.start(plan, ResponseListener.NOBODY);

      // when
      long opening = load.cut().counts().ok();
      await(500_000_000L);
      LoadCounts first = load.cut().counts();
      await(500_000_000L);
      LoadCounts second = load.finish().counts();

      // then
      assertThat(first.ok()).isCloseTo(100, within(20L));
      assertThat(second.ok()).isCloseTo(100, within(20L));
      assertThat(opening + first.ok() + second.ok()).isEqualTo(server.requests());
    }
  }

  private static void closeQuietly(ScriptedServer server) {
    try {
      server.close();
    } catch (IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
  }

  private static void await(long nanos) {
    await(nanos, new CountDownLatch(1));
  }

  private static void await(long nanos, CountDownLatch latch) {
    try {
      latch.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
