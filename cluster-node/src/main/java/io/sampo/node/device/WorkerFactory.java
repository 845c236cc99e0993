package io.sampo.node.device;

import io.sampo.protocol.training.WorkerProtocol;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.Behavior;

/**
 * Makes the behaviour of a training worker, so that a device can host what it does not know. The
 * worker frees what it holds when it stops; memory is reserved before and released after it.
 */
@FunctionalInterface
public interface WorkerFactory {
  /**
   * @param device where work on the device runs; shared with inference
   */
  Behavior<WorkerProtocol.Command> create(WorkerProtocol.StartWorker start, Executor device);
}
