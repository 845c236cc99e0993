package io.sampo.cluster.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.Profile;
import io.sampo.cluster.language.ByteWindows;
import io.sampo.cluster.language.LicenceTexts;
import io.sampo.cluster.language.NextByteModel;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/**
 * A small transformer that learns the language of licences byte by byte: trained data-parallel on
 * those of this program and of the JDK, evaluated on parts that it has not seen, promoted if it
 * knows more than the frequencies of pairs of bytes, served, and asked for text.
 *
 * <p>What it tells goes to the stream it is given; the last line is one JSON object.
 */
public final class LanguageExample {
  private static final String MODEL = "licences";
  private static final int CONTEXT = 64;

  /** Training windows overlap, so that a byte is seen at several places. */
  private static final int STRIDE = 16;

  private static final int BATCH = 32;

  /** With more it would know the few texts by heart, where a JDK comes without licences. */
  private static final int MOST_EPOCHS = 10;

  private static final String PROMPT = "The copyright holders grant you ";
  private static final double TEMPERATURE = 0.6;
  private static final long SEED = 1;
  private static final int COLUMNS = 92;

  private static final String JOB =
      """
      {"model":"%s/%s","dataset":"licences-train","loss":"CROSS_ENTROPY",
       "optimizer":{"name":"ADAMW","learningRate":0.005,"beta2":0.99,"weightDecay":0.1,
                    "schedule":{"kind":"COSINE","steps":%d,"minimum":0.0005,"warmUpSteps":%d},
                    "clipping":{"globalNorm":1.0}},
       "globalBatchSize":%d,"epochs":%d,"maximumSteps":%d,"seed":1,
       "workers":{"minimum":%d,"maximum":%d},
       "evaluationDataset":"licences-test",
       "promotion":{"model":"%s","rule":{"metric":"LOSS","atMost":%s}}}
      """;

  private final LanguageOptions options;
  private final PrintStream output;
  private final boolean terminal;
  private final Narrator narrator;

  /**
   * @param terminal whether the output understands being rewritten
   */
  public LanguageExample(LanguageOptions options, PrintStream output, boolean terminal) {
    this.options = options;
    this.output = output;
    this.terminal = terminal;
    this.narrator = new Narrator(output);
  }

  /**
   * Runs it.
   *
   * @return whether the served model knows more than pairs of bytes, and as much as was evaluated
   */
  public boolean run() {
    narrator.say("Starting Cassandra and %d nodes", options.nodes());
    try (LocalCluster cluster =
        LocalCluster.options().nodes(options.nodes()).profile(Profile.MODERATE).start()) {
      return runOn(cluster);
    }
  }

  /** Likewise, on a cluster of as many nodes that has not seen it yet. */
  boolean runOn(LocalCluster cluster) {
    return runOn(new ScenarioCluster(cluster, MODEL));
  }

  private boolean runOn(ScenarioCluster cluster) {
    LicenceTexts texts =
        LicenceTexts.read(
            Digits.resource("example/LICENSE"), Path.of(System.getProperty("java.home"), "legal"));
    ByteWindows training = new ByteWindows(texts.training(), CONTEXT, STRIDE);
    ByteWindows heldOut = new ByteWindows(texts.heldOut(), CONTEXT, CONTEXT);
    double unigram = NextByteModel.unigram(texts.training()).loss(heldOut);
    double bigram = NextByteModel.bigram(texts.training()).loss(heldOut);
    narrator.say(
        "Uploading %,d bytes of licences in %,d windows, %,d bytes held out, and an untrained"
            + " module",
        texts.training().length, training.count(), texts.heldOut().length);
    upload(cluster, "licences-train", training);
    upload(cluster, "licences-test", heldOut);
    String untrained = cluster.uploadModel("example/language");

    int steps = Math.min(options.steps(), MOST_EPOCHS * training.count() / BATCH);
    narrator.say("Training %d steps with %d workers", steps, options.nodes());
    FinishedJob job = train(cluster, untrained, training.count(), steps, bigram);
    narrator.say("%s", job.message());
    double served = served(cluster, job.promotedVersion(), heldOut);
    return report(
        new LanguageResult(
            job.evaluation("loss"),
            served,
            unigram,
            bigram,
            heldOut.count() * CONTEXT,
            steps,
            job.seconds(),
            job.workers()));
  }

  private static void upload(ScenarioCluster cluster, String name, ByteWindows windows) {
    String layout =
        "{\"datatype\":\"UINT8\",\"shape\":[%d,%d]}".formatted(windows.count(), CONTEXT);
    String specification =
        "{\"name\":\"%s\",\"format\":\"RAW\",\"raw\":{\"inputs\":%s,\"targets\":%s}}"
            .formatted(name, layout, layout);
    cluster
        .admin()
        .post(
            "/api/v1/datasets",
            new Multipart()
                .json("spec", specification)
                .file("inputs", windows.inputs())
                .file("targets", windows.targets()));
  }

  private FinishedJob train(
      ScenarioCluster cluster, String version, int windows, int steps, double bigram) {
    int warmUp = steps / 20 + 1;
    int epochs = steps * BATCH / windows + 1;
    String job =
        JOB.formatted(
            MODEL,
            version,
            Math.max(1, steps - warmUp),
            warmUp,
            BATCH,
            epochs,
            steps,
            options.nodes(),
            options.nodes(),
            MODEL,
            bigram);
    ProgressBar bar = new ProgressBar(output, terminal);
    FinishedJob finished =
        cluster.followJob(cluster.submitJob(job), state -> bar.show(state, epochs));
    bar.finish();
    return finished;
  }

  /** Serves the version and has it continue a text; NaN where there is none. */
  private double served(ScenarioCluster cluster, Optional<String> version, ByteWindows heldOut) {
    if (version.isEmpty()) {
      return Double.NaN;
    }
    cluster.deploy(version.get(), 1);
    InferenceClient client =
        new InferenceClient(cluster.nodes().get(0).inference(), MODEL, "bytes");
    ServedLanguage language = new ServedLanguage(client::ask, CONTEXT);
    narrator.say("Asking for all held-out bytes over HTTP");
    double loss = language.loss(heldOut);
    narrator.say(
        "Asking for %d bytes of text, temperature %.1f", options.generatedBytes(), TEMPERATURE);
    byte[] text =
        language.continued(
            PROMPT.getBytes(UTF_8), options.generatedBytes(), TEMPERATURE, new Random(SEED));
    printable(text).lines().forEach(line -> output.println("  | " + line));
    return loss;
  }

  /** In lines that fit; what a terminal would take for a command becomes a question mark. */
  private static String printable(byte[] text) {
    return new String(text, UTF_8)
        .replaceAll("[\\p{Cntrl}&&[^\\n]]", "?")
        .replaceAll("(.{1,%d})( |\n|$)".formatted(COLUMNS), "$1\n");
  }

  private boolean report(LanguageResult result) {
    output.println();
    output.print(result.toTable());
    result.shortcomings().forEach(output::println);
    output.println(result.shortcomings().isEmpty() ? "  passed" : "  FAILED");
    output.println(result.toJson());
    output.flush();
    return result.shortcomings().isEmpty();
  }
}
