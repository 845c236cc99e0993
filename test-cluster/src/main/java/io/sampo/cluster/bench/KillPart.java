package io.sampo.cluster.bench;

import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.load.LoadGenerator;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.scenario.Pause;
import io.sampo.cluster.scenario.ScenarioException;
import io.sampo.protocol.catalog.EntityKeys;
import java.time.Duration;
import java.util.Optional;

/**
 * Nodes that die ({@code kill -9}) while models serve, {@code rounds} times each; the figures are
 * the sum of all requests that failed and the worst round of everything else.
 *
 * <p>First one with one of two replicas, at {@value #RATE} requests per second through all
 * frontends of three nodes: how long after its death a router last asked it, as the answers tell
 * that name more than one attempt. Then, at {@value #OUTAGE_RATE}, one with the only replica of a
 * model: how long after its death requests that came after it were answered again. Where the
 * model's owner lives cannot be chosen, so models are deployed until one fits.
 */
final class KillPart implements Part {

  private static final String REPLICATED = "replicated";
  private static final int RATE = 500;
  private static final int OUTAGE_RATE = 20;
  private static final int OUTAGE_CONNECTIONS = 900;
  private static final int MOST_MODELS = 12;

  /** Owners move to the node that is back, in rounds of ten seconds. */
  private static final Duration UNTIL_BALANCED = Duration.ofSeconds(15);

  private static final Duration AFTERMATH = Duration.ofSeconds(2);
  private static final Duration MEMBERS_LIMIT = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "kill";
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
    killOneOfTwo(bench);
    long failed =
        killTheOnlyOne(bench, "outage", false, Figure.OUTAGE_SECONDS)
            + killTheOnlyOne(bench, "outage-with-owner", true, Figure.OUTAGE_WITH_OWNER_SECONDS);
    bench.set(Figure.OUTAGE_FAILED, failed);
  }

  private static void killOneOfTwo(Bench bench) {
    ServedModel model = new ServedModel(bench.cluster(), REPLICATED);
    model.serve(model.register(64), 2);
    bench.block("kill-warm-up", model.requests(RATE));
    long failed = 0;
    Series lastMillis = new Series();
    for (int round = 0; round < bench.rounds(); round++) {
      DeathWitness witness = new DeathWitness();
      LoadResult result = kill(bench, "kill", model, model.requests(RATE), witness, 2);
      failed += result.counts().failed();
      lastMillis.add(witness.lastAskedNanos() / 1e6);
    }
    bench.say("  last request after death, ms %s", lastMillis);
    bench.set(Figure.KILL_FAILED, failed);
    bench.set(Figure.KILL_LAST_REQUEST_MILLIS, lastMillis.maximum());
  }

  private static long killTheOnlyOne(Bench bench, String block, boolean withOwner, Figure longest) {
    long failed = 0;
    Series seconds = new Series();
    for (int round = 0; round < bench.rounds(); round++) {
      ServedModel model = find(bench.cluster(), withOwner);
      LoadPlan requests = model.requests(OUTAGE_RATE).atRate(OUTAGE_RATE, OUTAGE_CONNECTIONS);
      DeathWitness witness = new DeathWitness();
      failed += kill(bench, block, model, requests, witness, 1).counts().failed();
      seconds.add(witness.firstAnswerNanos() / 1e9);
    }
    bench.say("  %s, s %s", block, seconds);
    bench.set(longest, seconds.maximum());
    return failed;
  }

  /** Kills a node that has a replica, waits for another one, and starts the node again. */
  private static LoadResult kill(
      Bench bench,
      String block,
      ServedModel model,
      LoadPlan requests,
      DeathWitness witness,
      int replicas) {
    LocalCluster cluster = bench.cluster().cluster();
    LocalNode victim = model.host();
    Optional<LocalNode> oldest = cluster.view().oldest();
    LoadPlan endless = requests.lasting(bench.block(), Duration.ofHours(1));
    try (LoadGenerator load = LoadGenerator.start(endless, witness)) {
      load.cut();
      witness.diesNow();
      cluster.kill(victim.number());
      model.awaitReplicasWithout(victim, replicas);
      Pause.of(AFTERMATH);
      LoadResult result = bench.record(block, load.finish());
      bench.say("  %s was killed, the oldest was %s", victim, oldest.orElse(null));
      return result;
    } finally {
      cluster.restart(victim.number());
      cluster.view().awaitAllMembers(MEMBERS_LIMIT);
      Pause.of(UNTIL_BALANCED);
    }
  }

  /** A model with one replica, whose owner lives on the node of the replica, or does not. */
  private static ServedModel find(BenchCluster cluster, boolean withOwner) {
    for (int number = 1; number <= MOST_MODELS; number++) {
      ServedModel model = new ServedModel(cluster, "lone-" + number);
      cluster.deploy(model.name(), BenchModel.IDENTITY, 64);
      model.awaitReplicas(1);
      Optional<LocalNode> owner = cluster.cluster().view().home(EntityKeys.MODEL, model.name());
      if (owner.isPresent() && owner.get().equals(model.host()) == withOwner) {
        return model;
      }
    }
    throw new ScenarioException(
        "Expected one of %d models whose owner is with its replica: %s, but there was none"
            .formatted(MOST_MODELS, withOwner));
  }
}
