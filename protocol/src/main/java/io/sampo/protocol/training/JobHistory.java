package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import java.time.Instant;
import java.util.List;

/**
 * What a snapshot of a training job holds: its summary, and what the summary does not tell.
 *
 * @param failures when gangs of the job failed, the oldest first; bounded by whoever writes it
 */
public record JobHistory(JobSummary job, List<Instant> failures) implements WireMessage {
  public JobHistory {
    requireNonNull(job, "job is null");
    failures = List.copyOf(failures);
  }
}
