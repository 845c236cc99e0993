package io.sampo.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The results as one JSON object: for each benchmark, named {@code Class.method} with its
 * parameters in brackets, the nanoseconds of one operation, their 99.9 % confidence interval as
 * {@code plusMinus}, and the bytes that one operation allocates. What was not measured is null.
 */
final class Figures {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BYTES = "gc.alloc.rate.norm";

  private Figures() {}

  static String json(Collection<RunResult> results) {
    ObjectNode figures = JSON.createObjectNode();
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      ObjectNode figure = figures.putObject(name(result.getParams()));
      put(figure, "nanos", time.getScore());
      put(figure, "plusMinus", time.getScoreError());
      Result<?> bytes = result.getSecondaryResults().get(BYTES);
      put(figure, "bytes", bytes == null ? Double.NaN : bytes.getScore());
    }
    try {
      return JSON.writeValueAsString(figures);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Expected to write to memory, but could not", impossible);
    }
  }

  /** JSON has no other word for what is not a number. */
  private static void put(ObjectNode figure, String name, double value) {
    if (Double.isFinite(value)) {
      figure.put(name, Math.round(value * 10) / 10.0);
    } else {
      figure.putNull(name);
    }
  }

  private static String name(BenchmarkParams benchmark) {
    String whole = benchmark.getBenchmark();
    String method = whole.substring(whole.lastIndexOf('.', whole.lastIndexOf('.') - 1) + 1);
    List<String> values = new ArrayList<>();
    for (String parameter : benchmark.getParamsKeys()) {
      values.add(benchmark.getParam(parameter));
    }
    return values.isEmpty() ? method : method + values;
  }
}
