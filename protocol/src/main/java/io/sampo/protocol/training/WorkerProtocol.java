package io.sampo.protocol.training;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a training job says to devices and workers, and what it hears. The messages of the step
 * transaction have a package of their own.
 */
public final class WorkerProtocol {

  private WorkerProtocol() {}

  /** Everything a worker understands. */
  public interface Command {}

  /** Everything a worker tells the job that started it. */
  public interface Report {}

  /**
   * Reserve memory and start a worker. Answered at once with a grant or a refusal; whether it could
   * load module and data is reported to {@code job} as {@link WorkerReady} or {@link WorkerFailed}.
   * The worker stops when {@code job} terminates. Idempotent by incarnation.
   */
  public record StartWorker(
      WorkerSpecification specification, ActorRef<Report> job, ActorRef<StartWorkerReply> replyTo)
      implements DeviceProtocol.Command, WireMessage {
    public StartWorker {
      requireNonNull(specification, "specification is null");
      requireNonNull(job, "job is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /** Stop the worker, free what it holds. Not answered. Idempotent. */
  public record StopWorker(JobId job, WorkerIncarnation worker)
      implements DeviceProtocol.Command, WireMessage {
    public StopWorker {
      requireNonNull(job, "job is null");
      requireNonNull(worker, "worker is null");
    }
  }

  /** The device's word on a {@link StartWorker}. */
  public sealed interface StartWorkerReply extends WireMessage
      permits WorkerGranted, WorkerRefused {
    WorkerIncarnation worker();

    NodeId node();
  }

  public record WorkerGranted(WorkerIncarnation worker, NodeId node, ActorRef<Command> reference)
      implements StartWorkerReply {
    public WorkerGranted {
      requireNonNull(worker, "worker is null");
      requireNonNull(node, "node is null");
      requireNonNull(reference, "reference is null");
    }
  }

  /** No, with the numbers. */
  public record WorkerRefused(WorkerIncarnation worker, NodeId node, PlatformError error)
      implements StartWorkerReply {
    public WorkerRefused {
      requireNonNull(worker, "worker is null");
      requireNonNull(node, "node is null");
      requireNonNull(error, "error is null");
    }
  }

  /**
   * Module and data are loaded and the data plane listens.
   *
   * @param dataPlaneHost where other workers of the gang connect to
   * @param parameters how many numbers the module trains
   * @param samples of the training dataset
   */
  public record WorkerReady(
      WorkerIncarnation worker,
      String dataPlaneHost,
      int dataPlanePort,
      long parameters,
      long samples)
      implements Report, WireMessage {
    public WorkerReady {
      requireNonNull(worker, "worker is null");
      requireNonNull(dataPlaneHost, "dataPlaneHost is null");
    }
  }

  /** The worker cannot begin or go on, and stops. */
  public record WorkerFailed(WorkerIncarnation worker, PlatformError error)
      implements Report, WireMessage {
    public WorkerFailed {
      requireNonNull(worker, "worker is null");
      requireNonNull(error, "error is null");
    }
  }

  /** Where another worker of the gang listens on the data plane. */
  public record Peer(WorkerIncarnation worker, String host, int port) {
    public Peer {
      requireNonNull(worker, "worker is null");
      requireNonNull(host, "host is null");
    }
  }

  /**
   * Makes the workers of the gang and their coordinator known; sent before the first generation and
   * again whenever one of them changes. Not answered.
   */
  public record Introduce(CoordinatorIncarnation coordinator, List<Peer> peers)
      implements Command, WireMessage {
    public Introduce {
      requireNonNull(coordinator, "coordinator is null");
      peers = List.copyOf(peers);
    }
  }

  /** Brings what the step coordinator says. */
  public record DeliverOrder(StepOrder order) implements Command, WireMessage {
    public DeliverOrder {
      requireNonNull(order, "order is null");
    }
  }

  /** Brings what the worker answers to the step coordinator. */
  public record DeliverReport(StepReport report) implements Report, WireMessage {
    public DeliverReport {
      requireNonNull(report, "report is null");
    }
  }

  /**
   * What a step gave over its whole global batch, for people; told by rank 0 when it has applied
   * the step.
   */
  public record StepMeasured(
      WorkerIncarnation worker, GenerationStep step, double lossSum, long correct, long samples)
      implements Report, WireMessage {
    public StepMeasured {
      requireNonNull(worker, "worker is null");
      requireNonNull(step, "step is null");
    }
  }

  /**
   * Evaluate the parameters on samples {@code from} (inclusive) to {@code to} (exclusive) of the
   * evaluation dataset. Answered with {@link Evaluated} or {@link WorkerFailed}; not answered by a
   * worker whose parameters are not those after that step, and once where it comes again while it
   * is being done.
   *
   * @param at a published step, and the generation that shares its evaluation
   */
  public record Evaluate(GenerationStep at, long from, long to) implements Command, WireMessage {
    public Evaluate {
      requireNonNull(at, "at is null");
    }
  }

  /** What the samples of one {@link Evaluate} gave. */
  public record Evaluated(WorkerIncarnation worker, GenerationStep at, EvaluationSums sums)
      implements Report, WireMessage {
    public Evaluated {
      requireNonNull(worker, "worker is null");
      requireNonNull(at, "at is null");
      requireNonNull(sums, "sums is null");
    }
  }
}
