package io.sampo.node.training.job;

import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobSummary;
import java.util.List;
import java.util.stream.Stream;

/** The anomalies that a job has heard of. They come in the order of generation and step. */
final class AnomalyHistory {
  /** More are in the journal, but nobody reads so many. */
  static final int KEPT = 20;

  private AnomalyHistory() {}

  /** Whether this one, or a later one, is written down: then it is told once more. */
  static boolean knows(JobSummary job, HandledAnomaly handled) {
    List<HandledAnomaly> known = job.anomalies();
    return !known.isEmpty()
        && known.get(known.size() - 1).anomaly().at().compareTo(handled.anomaly().at()) >= 0;
  }

  static JobSummary with(JobSummary job, HandledAnomaly handled) {
    List<HandledAnomaly> all = Stream.concat(job.anomalies().stream(), Stream.of(handled)).toList();
    int from = Math.max(0, all.size() - KEPT);
    return JobSheet.of(job).anomalies(all.subList(from, all.size())).summary();
  }
}
