package io.sampo.cluster.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of an example of a language model. Losses are means over held-out bytes, in nats.
 *
 * @param served as computed from what the served model says; NaN if none was promoted
 * @param unigram of the frequencies of bytes
 * @param bigram of the frequencies of pairs of bytes
 * @param heldOutBytes over how many bytes the losses are taken
 */
record LanguageResult(
    double trained,
    double served,
    double unigram,
    double bigram,
    int heldOutBytes,
    int steps,
    double trainSeconds,
    int workers) {
  private static final double TOLERANCE = 1e-4;

  /** What does not hold; empty if the example passed. */
  List<String> shortcomings() {
    List<String> shortcomings = new ArrayList<>();
    if (Double.isNaN(served)) {
      shortcomings.add(
          String.format(
              Locale.ROOT,
              "Expected a loss of at most %.4f, that of pairs of bytes, but trained %.4f",
              bigram,
              trained));
      return shortcomings;
    }
    if (served >= bigram) {
      shortcomings.add(
          String.format(
              Locale.ROOT,
              "Expected a loss below %.4f, that of pairs of bytes, but served %.4f",
              bigram,
              served));
    }
    if (!(Math.abs(served - trained) <= TOLERANCE)) {
      shortcomings.add(
          String.format(
              Locale.ROOT,
              "Expected the loss as served to be that of the evaluation, but were %.6f and %.6f",
              served,
              trained));
    }
    return shortcomings;
  }

  /** For people. */
  String toTable() {
    return String.format(Locale.ROOT, "  %-26s %11s %11s%n", "", "nats/byte", "bits/byte")
        + line("frequencies of bytes", unigram)
        + line("frequencies of pairs", bigram)
        + line("transformer, evaluated", trained)
        + line("transformer, as served", served)
        + String.format(
            Locale.ROOT,
            "  over %d held-out bytes; %d steps in %.1f s with %d workers%n",
            heldOutBytes,
            steps,
            trainSeconds,
            workers);
  }

  private static String line(String name, double nats) {
    return String.format(Locale.ROOT, "  %-26s %11.4f %11.4f%n", name, nats, bits(nats));
  }

  /** The machine-readable last line. */
  String toJson() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("passed", shortcomings().isEmpty());
    put(json, "trainedLoss", trained);
    put(json, "servedLoss", served);
    put(json, "unigramLoss", unigram);
    put(json, "bigramLoss", bigram);
    put(json, "servedBitsPerByte", bits(served));
    json.put("heldOutBytes", heldOutBytes);
    json.put("steps", steps);
    put(json, "trainSeconds", trainSeconds);
    json.put("workers", workers);
    return json.toString();
  }

  private static void put(ObjectNode json, String name, double value) {
    if (Double.isNaN(value)) {
      json.putNull(name);
    } else {
      json.put(name, Math.round(value * 1e6) / 1e6);
    }
  }

  private static double bits(double nats) {
    return nats / Math.log(2);
  }
}
