package io.sampo.http.rest;

import io.sampo.http.inference.VersionStatistics;
import io.sampo.protocol.serving.ServingCounter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Statistics in the form of the protocol. There is no cache, so nothing hits or misses it. */
final class StatisticsJson {

  private StatisticsJson() {}

  static Map<String, Object> of(List<VersionStatistics> versions) {
    return Map.of("model_stats", versions.stream().map(StatisticsJson::version).toList());
  }

  private static Map<String, Object> version(VersionStatistics version) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", version.version().model().value());
    body.put("version", version.version().version().value());
    body.put("last_inference", version.lastInferenceMillis());
    body.put("inference_count", version.total(ServingCounter.ITEMS));
    body.put("execution_count", version.total(ServingCounter.EXECUTIONS));
    body.put("inference_stats", requests(version));
    body.put("response_stats", Map.of());
    body.put(
        "batch_stats",
        version.batches().entrySet().stream()
            .map(batch -> batch(batch.getKey(), batch.getValue()))
            .toList());
    body.put("memory_usage", List.of());
    return body;
  }

  /** Whatever was answered has waited and has been computed once. */
  private static Map<String, Object> requests(VersionStatistics version) {
    long answered = version.total(ServingCounter.SUCCESSES);
    Map<String, Object> requests = new LinkedHashMap<>();
    requests.put("success", duration(answered, version.total(ServingCounter.SUCCESS_NANOS)));
    requests.put(
        "fail",
        duration(
            version.total(ServingCounter.FAILURES), version.total(ServingCounter.FAILURE_NANOS)));
    requests.put("queue", duration(answered, version.total(ServingCounter.QUEUE_NANOS)));
    requests.put("compute_input", duration(answered, version.total(ServingCounter.INPUT_NANOS)));
    requests.put("compute_infer", duration(answered, version.total(ServingCounter.INFER_NANOS)));
    requests.put("compute_output", duration(answered, version.total(ServingCounter.OUTPUT_NANOS)));
    requests.put("cache_hit", duration(0, 0));
    requests.put("cache_miss", duration(0, 0));
    return requests;
  }

  private static Map<String, Object> batch(int size, Map<ServingCounter, Long> counters) {
    long executions = counters.getOrDefault(ServingCounter.EXECUTIONS, 0L);
    Map<String, Object> batch = new LinkedHashMap<>();
    batch.put("batch_size", size);
    batch.put(
        "compute_input",
        duration(executions, counters.getOrDefault(ServingCounter.INPUT_NANOS, 0L)));
    batch.put(
        "compute_infer",
        duration(executions, counters.getOrDefault(ServingCounter.INFER_NANOS, 0L)));
    batch.put(
        "compute_output",
        duration(executions, counters.getOrDefault(ServingCounter.OUTPUT_NANOS, 0L)));
    return batch;
  }

  private static Map<String, Object> duration(long count, long nanos) {
    Map<String, Object> duration = new LinkedHashMap<>();
    duration.put("count", count);
    duration.put("ns", nanos);
    return duration;
  }
}
