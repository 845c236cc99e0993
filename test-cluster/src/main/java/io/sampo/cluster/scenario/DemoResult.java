package io.sampo.cluster.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the demo measured.
 *
 * @param recoverySeconds from the kill to the replica being ready on another node; NaN if nothing
 *     was killed or it did not come back
 * @param killed whether a node was killed
 * @param peakMemoryBytes highest sum of the proportional set sizes of all processes seen
 */
record DemoResult(
    double trainedAccuracy,
    double servedAccuracy,
    int heldOut,
    double trainSeconds,
    double samplesPerSecond,
    int workers,
    int requests,
    int failedRequests,
    boolean killed,
    double recoverySeconds,
    double totalSeconds,
    long peakMemoryBytes) {
  static final double REQUIRED_ACCURACY = 0.95;

  /** What does not hold; empty if the demo passed. */
  List<String> shortcomings() {
    List<String> shortcomings = new ArrayList<>();
    if (trainedAccuracy < REQUIRED_ACCURACY || servedAccuracy < REQUIRED_ACCURACY) {
      shortcomings.add(
          String.format(
              Locale.ROOT,
              "Expected an accuracy of %.2f, but trained %.4f and served %.4f",
              REQUIRED_ACCURACY,
              trainedAccuracy,
              servedAccuracy));
    }
    if (Math.abs(Math.round(trainedAccuracy * heldOut) - Math.round(servedAccuracy * heldOut))
        > 1) {
      shortcomings.add(
          String.format(
              Locale.ROOT,
              "Expected served and trained accuracy at most one digit apart, but were %.4f and"
                  + " %.4f",
              servedAccuracy,
              trainedAccuracy));
    }
    if (failedRequests > 0) {
      shortcomings.add("Expected no failed request, but " + failedRequests + " failed");
    }
    if (killed && Double.isNaN(recoverySeconds)) {
      shortcomings.add("Expected the replica on another node, but it did not come back");
    }
    return shortcomings;
  }

  /** The machine-readable last line. */
  String toJson() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = mapper.createObjectNode();
    json.put("passed", shortcomings().isEmpty());
    json.put("trainedAccuracy", rounded(trainedAccuracy, 4));
    json.put("servedAccuracy", rounded(servedAccuracy, 4));
    json.put("trainSeconds", rounded(trainSeconds, 2));
    json.put("samplesPerSecond", rounded(samplesPerSecond, 1));
    json.put("workers", workers);
    json.put("requests", requests);
    json.put("failedRequests", failedRequests);
    if (Double.isNaN(recoverySeconds)) {
      json.putNull("recoverySeconds");
    } else {
      json.put("recoverySeconds", rounded(recoverySeconds, 2));
    }
    json.put("totalSeconds", rounded(totalSeconds, 1));
    json.put("peakMemoryBytes", peakMemoryBytes);
    try {
      return mapper.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of numbers can always be written", e);
    }
  }

  /** The same for people. */
  String toTable() {
    return String.format(
        Locale.ROOT,
        """
          accuracy after training   %.4f
          accuracy as served        %.4f  (%d held-out digits)
          training                  %.1f s, %.0f samples/s, %d workers
          requests                  %d, %d failed
          replica back after kill   %s
          whole demo                %.0f s, peak memory %d MiB
        """,
        trainedAccuracy,
        servedAccuracy,
        heldOut,
        trainSeconds,
        samplesPerSecond,
        workers,
        requests,
        failedRequests,
        recovery(),
        totalSeconds,
        peakMemoryBytes >> 20);
  }

  private String recovery() {
    if (!killed) {
      return "(nothing was killed)";
    }
    return Double.isNaN(recoverySeconds)
        ? "never"
        : String.format(Locale.ROOT, "%.1f s", recoverySeconds);
  }

  private static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }
}
