package io.sampo.cluster.scenario;

import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.Profile;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The whole road in one program: a cluster of processes trains a model on handwritten digits,
 * serves it, loses a node, and carries on.
 *
 * <p>What it tells goes to the stream it is given; the last line is one JSON object.
 */
public final class Demo {
  private static final String MODEL = "digits";
  private static final String TRAINING = "digits-train";
  private static final String HELD_OUT = "digits-test";
  private static final int REPLICAS = 2;
  private static final int CLIENT_THREADS = 4;
  private static final int EPOCHS = 6;
  private static final Duration TRAFFIC_BEFORE_KILL = Duration.ofSeconds(2);
  private static final Duration TRAFFIC_AFTER_RECOVERY = Duration.ofSeconds(2);

  private final DemoOptions options;
  private final PrintStream output;
  private final boolean terminal;
  private final Narrator narrator;

  /**
   * @param terminal whether the output understands being rewritten
   */
  public Demo(DemoOptions options, PrintStream output, boolean terminal) {
    this.options = options;
    this.output = output;
    this.narrator = new Narrator(output);
    this.terminal = terminal;
  }

  /**
   * Runs it.
   *
   * @return whether everything held that the demo promises
   */
  public boolean run() {
    narrator.say("Starting Cassandra and %d nodes", options.nodes());
    DemoResult result;
    try (LocalCluster cluster =
        LocalCluster.options()
            .nodes(options.nodes())
            .profile(Profile.MODERATE)
            .supervised()
            .start()) {
      result = runOrKeepLogs(cluster);
      if (options.keep()) {
        tellDoors(cluster);
        boolean passed = report(result);
        awaitEnd(cluster);
        return passed;
      }
      narrator.say("Stopping the cluster");
    }
    // Only now, so that nothing comes after the last line.
    return report(result);
  }

  private DemoResult runOrKeepLogs(LocalCluster cluster) {
    DemoResult result = null;
    try {
      result = runOn(cluster);
      return result;
    } finally {
      if (result == null || !result.shortcomings().isEmpty()) {
        cluster.keepDirectory();
        narrator.say("The logs are kept in %s", cluster.logDirectory());
      }
    }
  }

  private DemoResult runOn(LocalCluster cluster) {
    ScenarioCluster demo = new ScenarioCluster(cluster, MODEL);
    Digits heldOut = Digits.heldOut();
    long shared = heldOut.sharedWith(Digits.training());
    if (shared > 0) {
      throw new ScenarioException(
          "Expected held-out digits that are not trained on, but " + shared + " are");
    }
    narrator.say("Uploading 9,000 digits to train on, 1,000 held out, and an untrained module");
    demo.uploadDigits(TRAINING, "train");
    demo.uploadDigits(HELD_OUT, "test");
    String untrained = demo.uploadModel("demo/digits-cnn");

    narrator.say("Training on every node, data-parallel");
    FinishedJob job = train(demo, untrained);
    String version = job.promotedVersion().orElseThrow(() -> new ScenarioException(job.message()));
    narrator.say(
        "Promoted to version %s of model %s; deploying %d replicas", version, MODEL, REPLICAS);
    demo.deploy(version, REPLICAS);
    return serve(cluster, demo, heldOut, job, version);
  }

  private FinishedJob train(ScenarioCluster demo, String version) {
    String specification =
        """
        {"model":"%s/%s","dataset":"%s","loss":"CROSS_ENTROPY",
         "optimizer":{"learningRate":0.04,"momentum":0.9},
         "globalBatchSize":128,"epochs":%d,"seed":1,
         "workers":{"minimum":%d,"maximum":%d},
         "evaluationDataset":"%s","promotion":{"model":"%s","minimumAccuracy":0.95}}
        """
            .formatted(
                MODEL,
                version,
                TRAINING,
                EPOCHS,
                options.nodes(),
                options.nodes(),
                HELD_OUT,
                MODEL);
    ProgressBar bar = new ProgressBar(output, terminal);
    FinishedJob job =
        demo.followJob(demo.submitJob(specification), state -> bar.show(state, EPOCHS));
    bar.finish();
    return job;
  }

  private DemoResult serve(
      LocalCluster cluster, ScenarioCluster demo, Digits heldOut, FinishedJob job, String version) {
    DigitsClient client =
        new DigitsClient(cluster.nodes().stream().map(LocalNode::inference).toList(), MODEL);
    narrator.say("Asking for all %d held-out digits over HTTP", heldOut.size());
    Served served = Served.ask(client, heldOut, CLIENT_THREADS);

    double recoverySeconds = Double.NaN;
    int requests = served.requests();
    int failures = served.failures();
    if (options.kill()) {
      try (Traffic traffic = new Traffic(client, heldOut, served.digits(), CLIENT_THREADS)) {
        recoverySeconds = killUnderTraffic(demo, version);
        traffic.finish();
        requests += traffic.requests();
        failures += traffic.failures();
        traffic.problems().forEach(problem -> narrator.say("  a request failed: %s", problem));
      }
    }
    double trainSeconds = job.seconds();
    long samples = EPOCHS * (long) Digits.training().size();
    return new DemoResult(
        job.evaluation("accuracy"),
        served.accuracy(heldOut),
        heldOut.size(),
        trainSeconds,
        samples / trainSeconds,
        job.workers(),
        requests,
        failures,
        options.kill(),
        recoverySeconds,
        narrator.seconds(),
        cluster.memory().peakBytes());
  }

  private double killUnderTraffic(ScenarioCluster demo, String version) {
    Pause.of(TRAFFIC_BEFORE_KILL);
    LocalNode victim = demo.victim(version);
    narrator.say("kill -9 of %s, which hosts a replica, under continuous requests", victim.name());
    double seconds = demo.secondsToRecover(victim, version, REPLICAS);
    narrator.say(
        Double.isNaN(seconds)
            ? "The replica did not come back"
            : String.format(Locale.ROOT, "Replica back on another node after %.1f s", seconds));
    Pause.of(TRAFFIC_AFTER_RECOVERY);
    return seconds;
  }

  private boolean report(DemoResult result) {
    output.println();
    output.print(result.toTable());
    List<String> shortcomings = result.shortcomings();
    shortcomings.forEach(output::println);
    output.println(shortcomings.isEmpty() ? "  passed" : "  FAILED");
    output.println(result.toJson());
    output.flush();
    return shortcomings.isEmpty();
  }

  private void tellDoors(LocalCluster cluster) {
    narrator.say("The cluster keeps running; Ctrl-C stops it");
    for (LocalNode node : cluster.nodes()) {
      if (node.isAlive()) {
        narrator.say("  %s  inference %s  admin %s", node.name(), node.inference(), node.admin());
      }
    }
  }

  /** A signal ends this process and, through the cluster's shutdown hook, everything else. */
  private static void awaitEnd(LocalCluster cluster) {
    while (cluster.nodes().stream().anyMatch(LocalNode::isAlive)) {
      Pause.of(Duration.ofSeconds(1));
    }
  }
}
