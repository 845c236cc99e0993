package io.sampo.node.training.job;

import io.sampo.node.training.job.JobRecord.Evaluated;
import io.sampo.node.training.job.JobRecord.Paused;
import io.sampo.node.training.job.JobRecord.Submitted;
import io.sampo.node.training.job.JobRecord.Training;
import io.sampo.node.training.job.JobRecord.Unfinished;
import io.sampo.node.training.job.JobRecord.Unsubmitted;
import io.sampo.protocol.training.JobEvent;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandlerBuilder;

/** Which event leads from which {@link JobRecord} to which. Anything else is a defect. */
final class JobTransitions {

  private JobTransitions() {}

  static EventHandler<JobRecord, JobEvent> handler() {
    EventHandlerBuilder<JobRecord, JobEvent> builder = EventHandlerBuilder.builder();
    builder.forStateType(Unsubmitted.class).onEvent(JobEvent.JobSubmitted.class, Unsubmitted::on);
    builder.forStateType(Submitted.class).onEvent(JobEvent.GenerationStarted.class, Submitted::on);
    builder
        .forStateType(Training.class)
        .onEvent(JobEvent.GenerationStarted.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.CheckpointTaken.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.CheckpointsDropped.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobEvaluated.class, (job, event) -> job.on(event));
    builder
        .forStateType(Evaluated.class)
        .onEvent(JobEvent.JobPromoted.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobDeployed.class, (job, event) -> job.on(event));
    builder
        .forStateType(Paused.class)
        .onEvent(JobEvent.JobResumed.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.GenerationStarted.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.CheckpointTaken.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.CheckpointsDropped.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobEvaluated.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobPromoted.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobDeployed.class, (job, event) -> job.on(event));
    builder
        .forStateType(Unfinished.class)
        .onEvent(JobEvent.AnomalyHandled.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.GangFailed.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.ProgressMade.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobPaused.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobCompleted.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobFailed.class, (job, event) -> job.on(event))
        .onEvent(JobEvent.JobCancelled.class, (job, event) -> job.on(event));
    return builder.build();
  }
}
