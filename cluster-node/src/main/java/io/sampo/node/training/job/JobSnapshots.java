package io.sampo.node.training.job;

import io.sampo.protocol.training.JobHistory;
import io.sampo.protocol.training.JobSummary;
import java.util.List;
import org.apache.pekko.persistence.typed.SnapshotAdapter;

/**
 * Snapshots of a job are its summary with the failures of its gangs. Those that were written before
 * failures were remembered are the summary alone.
 */
final class JobSnapshots implements SnapshotAdapter<JobRecord> {

  @Override
  public Object toJournal(JobRecord record) {
    if (record instanceof JobRecord.Unfinished unfinished) {
      return new JobHistory(unfinished.job(), unfinished.failures().failures());
    }
    if (record instanceof JobRecord.Known known) {
      return new JobHistory(known.job(), List.of());
    }
    throw new IllegalStateException("Expected a submitted job in a snapshot, but was " + record);
  }

  @Override
  public JobRecord fromJournal(Object snapshot) {
    return JobRecord.of(
        snapshot instanceof JobSummary job
            ? new JobHistory(job, List.of())
            : (JobHistory) snapshot);
  }
}
