package io.sampo.node.training.job;

import io.sampo.protocol.training.JobSummary;
import org.apache.pekko.persistence.typed.SnapshotAdapter;

/** Snapshots of a job are its summary, which is on the wire anyway. */
final class JobSnapshots implements SnapshotAdapter<JobRecord> {

  @Override
  public Object toJournal(JobRecord record) {
    if (record instanceof JobRecord.Known known) {
      return known.job();
    }
    throw new IllegalStateException("Expected a submitted job in a snapshot, but was " + record);
  }

  @Override
  public JobRecord fromJournal(Object snapshot) {
    return JobRecord.of((JobSummary) snapshot);
  }
}
