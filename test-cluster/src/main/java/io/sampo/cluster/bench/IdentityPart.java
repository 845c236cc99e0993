package io.sampo.cluster.bench;

import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.PreparedRequest;
import java.net.URI;

/**
 * What the platform adds to an HTTP server. The identity model FP32 [1,16] in binary against {@code
 * /echo} with the same body, both saturated over {@value #SATURATING} connections; then, at half of
 * the saturated identity rate in an open loop, against {@code /ping}. A figure is the median over
 * rounds; what is added is the median of the differences within a round.
 */
final class IdentityPart implements Part {

  private static final String MODEL = "identity";
  private static final int SATURATING = 64;
  private static final int OPEN = 32;

  @Override
  public String name() {
    return "identity";
  }

  @Override
  public int nodes() {
    return 1;
  }

  @Override
  public void measure(Bench bench) {
    bench.cluster().deploy(MODEL, BenchModel.IDENTITY, 64);
    URI door = bench.cluster().door(1);
    InferRequests requests = InferRequests.to(MODEL, BenchModel.IDENTITY);
    LoadPlan echo = Bench.ask(door, requests.echo(1)).closedLoop(SATURATING);
    LoadPlan identity = Bench.ask(door, requests.binary(1)).closedLoop(SATURATING);
    double half = saturate(bench, echo, identity) / 2;
    LoadPlan ping = Bench.ask(door, PreparedRequest.get("/ping")).atRate(half, OPEN);
    atHalfLoad(bench, ping, Bench.ask(door, requests.binary(1)).atRate(half, OPEN));
  }

  private static double saturate(Bench bench, LoadPlan echo, LoadPlan identity) {
    Series echoes = new Series();
    Series identities = new Series();
    for (int round = 0; round < bench.rounds(); round++) {
      echoes.add(bench.block("echo", echo).okPerSecond());
      identities.add(bench.block("identity-saturated", identity).okPerSecond());
    }
    bench.say("  echo/s %s", echoes);
    bench.say("  identity/s %s", identities);
    bench.say("  identity over echo: %.3f", identities.median() / echoes.median());
    bench.set(Figure.ECHO_REQUESTS_PER_SECOND, echoes.median());
    bench.set(Figure.IDENTITY_REQUESTS_PER_SECOND, identities.median());
    return identities.median();
  }

  private static void atHalfLoad(Bench bench, LoadPlan ping, LoadPlan identity) {
    Series pingP50 = new Series();
    Series pingP99 = new Series();
    Series added = new Series();
    Series identityP99 = new Series();
    for (int round = 0; round < bench.rounds(); round++) {
      LoadResult pinged = bench.block("ping-half", ping);
      LoadResult inferred = bench.block("identity-half", identity);
      pingP50.add(pinged.latencies().micros(50));
      pingP99.add(pinged.latencies().micros(99));
      added.add(inferred.latencies().micros(50) - pinged.latencies().micros(50));
      identityP99.add(inferred.latencies().micros(99));
    }
    bench.say("  ping p50 µs %s", pingP50);
    bench.say("  ping p99 µs %s", pingP99);
    bench.say("  identity p50 less ping p50, µs %s", added);
    bench.say("  identity p99 µs %s", identityP99);
    bench.set(Figure.PING_P50_MICROS, pingP50.median());
    bench.set(Figure.PING_P99_MICROS, pingP99.median());
    bench.set(Figure.IDENTITY_ADDED_P50_MICROS, added.median());
    bench.set(Figure.IDENTITY_P99_MICROS, identityP99.median());
  }
}
