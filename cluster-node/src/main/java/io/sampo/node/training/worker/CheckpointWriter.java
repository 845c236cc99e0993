package io.sampo.node.training.worker;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.training.checkpoint.CheckpointCopy;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.training.step.Checkpoint;
import java.util.concurrent.CompletableFuture;

/**
 * Writes copies of steps on a thread of its own, while the worker's own thread goes on. Belongs to
 * the worker's actor.
 */
final class CheckpointWriter {
  /** A job that cannot be saved should say so, and not compute on for nothing. */
  private static final int FAILURES_IN_A_ROW = 3;

  private final CheckpointStore checkpoints;
  private final SerialThread thread;
  private int failures;

  CheckpointWriter(ArtifactStore store, String name) {
    this.checkpoints = new CheckpointStore(store);
    this.thread = new SerialThread(name);
  }

  CompletableFuture<Checkpoint.Stored> write(CheckpointCopy copy) {
    return thread.call(() -> new Checkpoint.Stored(copy.step(), checkpoints.write(copy)));
  }

  void succeeded() {
    failures = 0;
  }

  /** Whether the worker can go on without the checkpoint that has just failed. */
  boolean isBearable(PlatformError error) {
    failures++;
    return error.code() == ErrorCode.ARTIFACT_UNAVAILABLE && failures < FAILURES_IN_A_ROW;
  }

  /** What is being written is written to its end. */
  void end() {
    thread.end();
  }
}
