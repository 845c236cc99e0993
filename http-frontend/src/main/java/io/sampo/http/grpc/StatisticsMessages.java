package io.sampo.http.grpc;

import io.sampo.http.inference.VersionStatistics;
import io.sampo.protocol.grpc.InferBatchStatistics;
import io.sampo.protocol.grpc.InferStatistics;
import io.sampo.protocol.grpc.ModelStatistics;
import io.sampo.protocol.grpc.ModelStatisticsResponse;
import io.sampo.protocol.grpc.StatisticDuration;
import io.sampo.protocol.serving.ServingCounter;
import java.util.List;
import java.util.Map;

/** From statistics to messages. There is no cache, so nothing hits or misses it. */
final class StatisticsMessages {

  private StatisticsMessages() {}

  static ModelStatisticsResponse of(List<VersionStatistics> versions) {
    return ModelStatisticsResponse.newBuilder()
        .addAllModelStats(versions.stream().map(StatisticsMessages::version).toList())
        .build();
  }

  private static ModelStatistics version(VersionStatistics version) {
    return ModelStatistics.newBuilder()
        .setName(version.version().model().value())
        .setVersion(version.version().version().value())
        .setLastInference(version.lastInferenceMillis())
        .setInferenceCount(version.total(ServingCounter.ITEMS))
        .setExecutionCount(version.total(ServingCounter.EXECUTIONS))
        .setInferenceStats(requests(version))
        .addAllBatchStats(
            version.batches().entrySet().stream()
                .map(batch -> batch(batch.getKey(), batch.getValue()))
                .toList())
        .build();
  }

  /** Whatever was answered has waited and has been computed once. */
  private static InferStatistics requests(VersionStatistics version) {
    long answered = version.total(ServingCounter.SUCCESSES);
    return InferStatistics.newBuilder()
        .setSuccess(duration(answered, version.total(ServingCounter.SUCCESS_NANOS)))
        .setFail(
            duration(
                version.total(ServingCounter.FAILURES),
                version.total(ServingCounter.FAILURE_NANOS)))
        .setQueue(duration(answered, version.total(ServingCounter.QUEUE_NANOS)))
        .setComputeInput(duration(answered, version.total(ServingCounter.INPUT_NANOS)))
        .setComputeInfer(duration(answered, version.total(ServingCounter.INFER_NANOS)))
        .setComputeOutput(duration(answered, version.total(ServingCounter.OUTPUT_NANOS)))
        .setCacheHit(duration(0, 0))
        .setCacheMiss(duration(0, 0))
        .build();
  }

  private static InferBatchStatistics batch(int size, Map<ServingCounter, Long> counters) {
    return InferBatchStatistics.newBuilder()
        .setBatchSize(size)
        .setComputeInput(executions(counters, ServingCounter.INPUT_NANOS))
        .setComputeInfer(executions(counters, ServingCounter.INFER_NANOS))
        .setComputeOutput(executions(counters, ServingCounter.OUTPUT_NANOS))
        .build();
  }

  private static StatisticDuration executions(
      Map<ServingCounter, Long> counters, ServingCounter nanos) {
    return duration(
        counters.getOrDefault(ServingCounter.EXECUTIONS, 0L), counters.getOrDefault(nanos, 0L));
  }

  private static StatisticDuration duration(long count, long nanos) {
    return StatisticDuration.newBuilder().setCount(count).setNs(nanos).build();
  }
}
