package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** What a router says to a replica, and what it hears. */
public final class ReplicaProtocol {

  private ReplicaProtocol() {}

  /** Everything a replica understands. */
  public interface Command {}

  /** Everything a replica answers to {@link Infer}. */
  public sealed interface Reply extends WireMessage permits InferChunk, InferRefused {
    RequestId requestId();

    /** Requests that waited at this replica when it answered: what the router balances by. */
    int queueLength();
  }

  /**
   * Ask for one inference.
   *
   * @param timeLeft what is left of the request's deadline when this is sent; relative, because
   *     clocks of nodes differ
   * @param inputs in any order; batched models have the batch dimension in front
   * @param outputs the names wanted; empty means all
   * @param priority 0 for the usual; otherwise 1 goes before 2, 2 before 3, and all of them before
   *     the usual
   */
  public record Infer(
      RequestId requestId,
      Duration timeLeft,
      TraceContext trace,
      List<Tensor> inputs,
      List<String> outputs,
      int priority,
      ActorRef<Reply> replyTo)
      implements Command, WireMessage {
    public Infer {
      requireNonNull(requestId, "requestId is null");
      requireNonNull(timeLeft, "timeLeft is null");
      requireNonNull(trace, "trace is null");
      requireNonNull(replyTo, "replyTo is null");
      if (priority < 0) {
        throw new IllegalArgumentException(
            "Expected a priority of 0 or more, but was [" + priority + "]");
      }
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /** The client has gone: drop the request if it still waits. Not answered. */
  public record CancelInfer(RequestId requestId) implements Command, WireMessage {
    public CancelInfer {
      requireNonNull(requestId, "requestId is null");
    }
  }

  /**
   * A part of the answer; ordinary models answer with one, the last.
   *
   * @param sequence 0, 1, 2 …
   */
  public record InferChunk(
      RequestId requestId,
      int sequence,
      boolean last,
      List<Tensor> outputs,
      InferTimings timings,
      int queueLength)
      implements Reply {
    public InferChunk {
      requireNonNull(requestId, "requestId is null");
      requireNonNull(timings, "timings is null");
      outputs = List.copyOf(outputs);
    }
  }

  /** The request was not executed, or failed in execution. */
  public record InferRefused(RequestId requestId, PlatformError error, int queueLength)
      implements Reply {
    public InferRefused {
      requireNonNull(requestId, "requestId is null");
      requireNonNull(error, "error is null");
    }
  }

  /**
   * Where the time went.
   *
   * @param queueNanos from arrival at the replica to the begin of its batch
   * @param computeNanos the forward of the whole batch
   * @param batchSize items in that batch
   */
  public record InferTimings(long queueNanos, long computeNanos, int batchSize) {}
}
