package io.sampo.node.training.register;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.step.RegisterRow;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The generation register as a port. Both operations are linearizable and never block the caller;
 * every stage completes, at the latest with the adapter's own timeout.
 */
public interface GenerationRegister {

  /** The row of the job, as of some moment between call and answer; empty for a new job. */
  CompletionStage<Optional<RegisterRow>> read(JobId job);

  /**
   * Writes the row if the register holds what is expected.
   *
   * <p>A stage that completes exceptionally says that the outcome is <em>unknown</em>: the write
   * may have landed, may land later, or may be lost, and reading again does not tell. Only another
   * compare-and-set with the same expectation and a new write id decides it.
   *
   * @param row carries the write id of this attempt, which must be unique
   */
  CompletionStage<WriteAnswer> compareAndSet(Expected expected, RegisterRow row);
}
