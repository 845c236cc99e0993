package io.sampo.cluster.bench;

import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.load.LoadGenerator;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.ResponseListener;
import io.sampo.cluster.scenario.Pause;
import io.sampo.cluster.scenario.ScenarioException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What operators do while a model serves. The identity model is asked at {@value #RATE} requests
 * per second in an open loop through all frontends of three nodes. One change after the other is
 * made {@code rounds} times, those of a model three times as often, each time after a steady block.
 * Changes of a model are made {@value #WARMING_CHANGES} times before, because nodes that have run
 * for minutes only would be compiling their control plane while they are measured. The figures of
 * each change are the requests that failed whenever it was made, and the median over rounds of the
 * p99 from its beginning to a second after its end: over the p99 of the steady block where a model
 * changes, itself in milliseconds where a node stops in order or starts ({@code nice}).
 */
final class ChangePart implements Part {

  private static final String MODEL = "changing";
  private static final int RATE = 500;
  private static final int CANARY_PERCENT = 10;
  private static final int WARMING_CHANGES = 10;

  /** A change of a model takes a second or two, and its p99 is that of few requests. */
  private static final int CHANGES_IN_A_ROUND = 3;

  private static final Duration STEADY_WARM_UP = Duration.ofSeconds(2);
  private static final Duration AFTERMATH = Duration.ofSeconds(1);

  /** What a JVM that has just started needs until it is as fast as the others, nearly. */
  private static final Duration WARMING = Duration.ofSeconds(20);

  private static final Duration MEMBERS_LIMIT = Duration.ofSeconds(60);
  private static final int ENDED_BY_SIGTERM = 143;
  private static final Runnable NOTHING = () -> {};

  /** The changes with their figures. */
  private enum Change {
    ROLLOUT(Figure.ROLLOUT_FAILED, Figure.ROLLOUT_P99_RATIO, true),
    CANARY(Figure.CANARY_FAILED, Figure.CANARY_P99_RATIO, true),
    SCALE(Figure.SCALE_FAILED, Figure.SCALE_P99_RATIO, true),
    RELOAD(Figure.RELOAD_FAILED, Figure.RELOAD_P99_RATIO, true),
    NODE_STOP(Figure.NODE_STOP_FAILED, Figure.NODE_STOP_P99_MILLIS, false),
    NODE_START(Figure.NODE_START_FAILED, Figure.NODE_START_P99_MILLIS, false);

    private final Figure failed;
    private final Figure p99;
    private final boolean ofModel;

    /**
     * @param ofModel whether a model changes, and not a node: then it is quickly made, so that it
     *     is made often, and its p99 is told in steady ones instead of milliseconds
     */
    Change(Figure failed, Figure p99, boolean ofModel) {
      this.failed = failed;
      this.p99 = p99;
      this.ofModel = ofModel;
    }

    String block() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * How a change is made.
   *
   * @param before leads to the state in which it begins; not measured
   * @param change what is measured
   * @param after leads back; not measured
   */
  private record Steps(Runnable before, Runnable change, Runnable after) {}

  @Override
  public String name() {
    return "change";
  }

  @Override
  public int nodes() {
    return 3;
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public void measure(Bench bench) {
    ServedModel model = new ServedModel(bench.cluster(), MODEL);
    LoadPlan requests = model.requests(RATE);
    String first = model.register(64);
    model.serve(first, 1);
    bench.block("change-warm-up", requests);
    changeModel(bench, requests, model, first);
    changeNodes(bench, requests, model);
  }

  private static void changeModel(Bench bench, LoadPlan requests, ServedModel model, String first) {
    String second = model.register(32);
    Runnable back = () -> model.serve(first, 1);
    Runnable rollout = () -> model.serve(second, 1);
    Runnable canary =
        () -> {
          model.divide(first, second, CANARY_PERCENT);
          model.serve(second, 1);
        };
    Runnable scale =
        () -> {
          model.serve(first, 3);
          model.serve(first, 1);
        };
    measure(bench, requests, Change.ROLLOUT, new Steps(NOTHING, rollout, back));
    measure(bench, requests, Change.CANARY, new Steps(NOTHING, canary, back));
    measure(bench, requests, Change.SCALE, new Steps(NOTHING, scale, NOTHING));
    measure(bench, requests, Change.RELOAD, new Steps(NOTHING, model::reload, NOTHING));
  }

  private static void changeNodes(Bench bench, LoadPlan requests, ServedModel model) {
    LocalCluster cluster = bench.cluster().cluster();
    Runnable stop = () -> stop(cluster, model.host());
    Runnable start = () -> startAll(cluster);
    Runnable warm = () -> LoadGenerator.run(requests.lasting(Duration.ZERO, WARMING));
    Runnable startAndWarm =
        () -> {
          start.run();
          warm.run();
        };
    measure(bench, requests, Change.NODE_STOP, new Steps(NOTHING, stop, startAndWarm));
    measure(bench, requests, Change.NODE_START, new Steps(stop, start, warm));
  }

  private static void measure(Bench bench, LoadPlan requests, Change change, Steps steps) {
    LoadPlan endless = requests.lasting(STEADY_WARM_UP, Duration.ofHours(1));
    long failed = change.ofModel ? warmUp(endless, steps) : 0;
    int rounds = change.ofModel ? CHANGES_IN_A_ROUND * bench.rounds() : bench.rounds();
    Series steadyMillis = new Series();
    Series millis = new Series();
    Series ratio = new Series();
    for (int round = 0; round < rounds; round++) {
      steps.before().run();
      try (LoadGenerator load = LoadGenerator.start(endless, ResponseListener.NOBODY)) {
        LoadResult steady = steady(bench, load, change);
        steps.change().run();
        Pause.of(AFTERMATH);
        LoadResult during = bench.record(change.block(), load.finish());
        failed += steady.counts().failed() + during.counts().failed();
        steadyMillis.add(steady.latencies().micros(99) / 1e3);
        millis.add(during.latencies().micros(99) / 1e3);
        ratio.add(millis.last() / steadyMillis.last());
      }
      steps.after().run();
    }
    bench.say("  %s p99, ms %s; before %s; ratio %s", change.block(), millis, steadyMillis, ratio);
    bench.set(change.failed, failed);
    bench.set(change.p99, change.ofModel ? ratio.median() : millis.median());
  }

  /** Makes the change again and again under the load. Returns how many requests failed. */
  private static long warmUp(LoadPlan endless, Steps steps) {
    try (LoadGenerator load = LoadGenerator.start(endless, ResponseListener.NOBODY)) {
      // Not before the load counts what fails.
      load.cut();
      for (int i = 0; i < WARMING_CHANGES; i++) {
        steps.before().run();
        steps.change().run();
        steps.after().run();
      }
      return load.finish().counts().failed();
    }
  }

  private static LoadResult steady(Bench bench, LoadGenerator load, Change change) {
    load.cut();
    Pause.of(bench.block());
    return bench.record(change.block() + "-steady", load.cut());
  }

  private static void stop(LocalCluster cluster, LocalNode node) {
    cluster.term(node.number());
    OptionalInt code = node.process().exitCode();
    if (code.orElse(0) != ENDED_BY_SIGTERM) {
      throw new ScenarioException("Expected [%s] to leave in order, but %s".formatted(node, code));
    }
  }

  private static void startAll(LocalCluster cluster) {
    for (LocalNode node : cluster.nodes()) {
      if (!node.isAlive()) {
        cluster.restartInBackground(node.number());
      }
    }
    cluster.view().awaitAllMembers(MEMBERS_LIMIT);
  }
}
