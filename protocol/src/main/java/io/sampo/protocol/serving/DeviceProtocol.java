package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What owners say to the device of a compute node. Starting and stopping training workers is in
 * {@code WorkerProtocol}.
 */
public final class DeviceProtocol {

  private DeviceProtocol() {}

  /** Everything a device understands. */
  public interface Command {}

  /**
   * Reserve memory and load a replica. Answered at once with a grant or a refusal; how loading goes
   * is reported to the model's entity as {@link ModelProtocol.ReplicaChanged}. Idempotent.
   *
   * @param mayEvict whether idle replicas that their owners can spare may go for it
   */
  public record StartReplica(
      ReplicaId replica,
      ReplicaSpecification specification,
      boolean mayEvict,
      ActorRef<StartReplicaReply> replyTo)
      implements Command, WireMessage {
    public StartReplica {
      requireNonNull(replica, "replica is null");
      requireNonNull(specification, "specification is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /** The device's word on a {@link StartReplica}. */
  public sealed interface StartReplicaReply extends WireMessage
      permits ReplicaGranted, ReplicaRefused {
    ReplicaId replica();

    NodeId node();
  }

  public record ReplicaGranted(ReplicaId replica, NodeId node) implements StartReplicaReply {}

  /** No, with the numbers. */
  public record ReplicaRefused(ReplicaId replica, NodeId node, PlatformError error)
      implements StartReplicaReply {}

  /**
   * Leave the list of ready replicas, finish what was taken within the time, unload. Idempotent.
   */
  public record StopReplica(ReplicaId replica, Duration drainTimeout)
      implements Command, WireMessage {
    public StopReplica {
      requireNonNull(replica, "replica is null");
      requireNonNull(drainTimeout, "drainTimeout is null");
    }
  }

  /**
   * Which replicas of this model does the device hold? Asked by an entity that has just woken up.
   */
  public record DescribeReplicas(ModelName model, ActorRef<HeldReplicas> replyTo)
      implements Command, WireMessage {
    public DescribeReplicas {
      requireNonNull(model, "model is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /**
   * These are mine: what an owner says to the devices that hold its replicas, now and then and
   * whenever it changes. A replica that nobody has claimed for long is an orphan, and drained.
   * Answered with {@link HeldReplicas}.
   *
   * @param spare those that the device may stop while they are idle, when it needs their memory
   */
  public record ClaimReplicas(ModelName model, Set<ReplicaId> spare, ActorRef<HeldReplicas> replyTo)
      implements Command, WireMessage {
    public ClaimReplicas {
      requireNonNull(model, "model is null");
      requireNonNull(replyTo, "replyTo is null");
      spare = Set.copyOf(spare);
    }
  }

  /** The answer to {@link DescribeReplicas} and {@link ClaimReplicas}. */
  public record HeldReplicas(NodeId node, List<ReplicaStatus> replicas) implements WireMessage {
    public HeldReplicas {
      requireNonNull(node, "node is null");
      replicas = List.copyOf(replicas);
    }
  }
}
