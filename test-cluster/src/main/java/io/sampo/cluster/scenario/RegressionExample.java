package io.sampo.cluster.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.Profile;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prices of houses as a linear function, trained data-parallel on the full batch from a CSV file
 * with empty cells: split, filled and normalised by the dataset, gradients clipped, the rate
 * falling with the inverse of time; evaluated on the held-out rows, promoted by rule, and served
 * with its plan, so that it is asked with cells as they are in the file. Its predictions, and the
 * coefficients that follow from them, are compared with {@link LeastSquares} on the same samples.
 *
 * <p>What it tells goes to the stream it is given; the last line is one JSON object.
 */
public final class RegressionExample {
  private static final String MODEL = "houses";
  private static final double TOLERANCE = 1e-4;

  /** More than there are: all of them. */
  private static final int PREVIEWED = 100;

  private static final String JOB =
      """
      {"model":"%s/%s","dataset":"houses-train","loss":"MEAN_SQUARED_ERROR",
       "optimizer":{"learningRate":0.3,"schedule":{"kind":"INVERSE_TIME","beta":0.005},
                    "clipping":{"globalNorm":1.0}},
       "globalBatchSize":%d,"epochs":400,"seed":1,"workers":{"minimum":%d,"maximum":%d},
       "evaluationDataset":"houses-test",
       "promotion":{"model":"%s","rule":{"metric":"R2","atLeast":0.8}}}
      """;

  private final ObjectMapper json = new ObjectMapper();
  private final int nodes;
  private final PrintStream output;
  private final Narrator narrator;

  /**
   * @param nodes each has one worker
   */
  public RegressionExample(int nodes, PrintStream output) {
    this.nodes = nodes;
    this.output = output;
    this.narrator = new Narrator(output);
  }

  /**
   * Runs it.
   *
   * @return whether every prediction and every coefficient is that of the closed form
   */
  public boolean run() {
    narrator.say("Starting Cassandra and %d nodes", nodes);
    try (LocalCluster cluster =
        LocalCluster.options().nodes(nodes).profile(Profile.MODERATE).start()) {
      return runOn(cluster);
    }
  }

  /** Likewise, on a cluster of as many nodes that has not seen it yet. */
  boolean runOn(LocalCluster cluster) {
    return runOn(new ScenarioCluster(cluster, MODEL));
  }

  private boolean runOn(ScenarioCluster cluster) {
    narrator.say("Uploading 120 houses as CSV, once as the training and once as the test part");
    upload(cluster, "TRAIN");
    upload(cluster, "TEST");
    String untrained = cluster.uploadModel("example/linear");
    List<double[]> inputs = new ArrayList<>();
    List<Double> targets = new ArrayList<>();
    JsonNode preview =
        cluster.admin().get("/api/v1/datasets/houses-train/preview?rows=" + PREVIEWED);
    for (JsonNode sample : preview.path("rows")) {
      inputs.add(numbers(sample.path("inputs")));
      targets.add(numbers(sample.path("targets"))[0]);
    }

    narrator.say("Training on %d houses with %d workers", inputs.size(), nodes);
    String job = JOB.formatted(MODEL, untrained, inputs.size(), nodes, nodes, MODEL);
    FinishedJob trained = cluster.followJob(cluster.submitJob(job), state -> {});
    narrator.say("%s", trained.message());
    if (trained.promotedVersion().isEmpty()) {
      return report(trained, Predicted.NOTHING, new double[0]);
    }
    String version = trained.promotedVersion().get();
    cluster.deploy(version, 1);
    narrator.say("Asking for all %d prices with the cells of the file", Houses.rows().size());
    double[] closedForm = LeastSquares.solve(inputs, targets);
    return report(trained, predicted(cluster, version, closedForm), closedForm);
  }

  /**
   * What the answers to raw rows say about the model.
   *
   * @param coefficients of the filled and normalised columns, the constant behind them
   * @param largestError of a prediction, against the closed form
   */
  private record Predicted(List<String> columns, double[] coefficients, double largestError) {
    static final Predicted NOTHING = new Predicted(List.of(), new double[0], Double.NaN);
  }

  /** A linear function is known by its values: the plane through them has its coefficients. */
  private static Predicted predicted(ScenarioCluster cluster, String version, double[] closedForm) {
    ShownPlan plan =
        new ShownPlan(cluster.admin().get("/api/v1/models/" + MODEL + "/versions/" + version));
    List<double[]> inputs = Houses.rows().stream().map(plan::inputs).toList();
    List<Double> predictions =
        new RawPredictions(cluster.nodes().get(0).inference(), MODEL, plan.columns())
            .of(Houses.rows());
    double largest = 0;
    for (int i = 0; i < inputs.size(); i++) {
      double expected = LeastSquares.predict(closedForm, inputs.get(i));
      largest = Math.max(largest, Math.abs(predictions.get(i) - expected));
    }
    return new Predicted(plan.columns(), LeastSquares.solve(inputs, predictions), largest);
  }

  private static void upload(ScenarioCluster cluster, String part) {
    String specification =
        """
        {"name":"houses-%s","format":"CSV",
         "csv":{"header":true,"delimiter":",","columns":[
           {"name":"area","kind":"NUMBER"},{"name":"rooms","kind":"NUMBER"},
           {"name":"age","kind":"NUMBER"},{"name":"distance","kind":"NUMBER"},
           {"name":"floor","kind":"NUMBER"},{"name":"%s","kind":"NUMBER","role":"TARGET"}]},
         "preprocessing":{"missing":"MEAN","normalise":true},
         "split":{"seed":1,"testShare":0.25,"part":"%s"}}
        """
            .formatted(part.toLowerCase(Locale.ROOT), Houses.TARGET, part);
    cluster
        .admin()
        .post(
            "/api/v1/datasets",
            new Multipart().json("spec", specification).file("rows", Houses.csv()));
  }

  private static double[] numbers(JsonNode array) {
    double[] numbers = new double[array.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = array.get(i).asDouble();
    }
    return numbers;
  }

  private boolean report(FinishedJob job, Predicted predicted, double[] closedForm) {
    double[] trained = predicted.coefficients();
    double largest = trained.length == 0 ? Double.NaN : 0;
    output.printf(Locale.ROOT, "%n  coefficient    trained   closed form%n");
    for (int i = 0; i < trained.length; i++) {
      String name = i < trained.length - 1 ? predicted.columns().get(i) : "constant";
      output.printf(Locale.ROOT, "  %-12s %10.6f  %10.6f%n", name, trained[i], closedForm[i]);
      largest = Math.max(largest, Math.abs(trained[i] - closedForm[i]));
    }
    boolean passed = largest <= TOLERANCE && predicted.largestError() <= TOLERANCE;
    output.println(passed ? "  passed" : "  FAILED");
    output.println(
        json.createObjectNode()
            .put("largestDifference", largest)
            .put("largestPredictionError", predicted.largestError())
            .put("r2", job.evaluation("r2"))
            .put("rmse", job.evaluation("rmse"))
            .put("workers", job.workers())
            .put("passed", passed));
    output.flush();
    return passed;
  }
}
