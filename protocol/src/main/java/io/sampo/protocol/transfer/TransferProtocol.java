package io.sampo.protocol.transfer;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What is said to the courier of a node, by its own node ({@link Send}, {@link Abandon}) and by the
 * couriers of others. The size is announced first and reserved at the receiver; then chunks follow,
 * as many as there are credits for, in order.
 */
public final class TransferProtocol {

  /** Tensors of a message to another node travel inside it up to this sum of bytes. */
  public static final int LARGEST_INSIDE = 256 * 1024;

  /** The most bytes of one chunk. */
  public static final int LARGEST_CHUNK = 1024 * 1024;

  private TransferProtocol() {}

  /** Everything a courier understands. */
  public interface Command {}

  /**
   * Carry the parcel to its recipient's node. If that fails, a {@code InferRefused} is told to the
   * one who waits for the request's answer. Stays in the JVM.
   *
   * @param timeLeft after which nobody needs it any more
   */
  public record Send(Parcel parcel, Duration timeLeft) implements Command {
    public Send {
      requireNonNull(parcel, "parcel is null");
      requireNonNull(timeLeft, "timeLeft is null");
    }
  }

  /**
   * The request is not needed any more: drop what is on its way for it, in either direction, and
   * cancel it at the replica. Stays in the JVM.
   */
  public record Abandon(RequestId requestId, ActorRef<ReplicaProtocol.Command> replica)
      implements Command {
    public Abandon {
      requireNonNull(requestId, "requestId is null");
      requireNonNull(replica, "replica is null");
    }
  }

  /**
   * Is there room for this? Answered by {@link Accepted} or {@link Refused}.
   *
   * @param parcel without its tensors
   * @param tensors in order
   */
  public record Announce(
      TransferId transfer,
      Parcel parcel,
      List<TensorHeader> tensors,
      Duration timeLeft,
      ActorRef<Command> sender)
      implements Command, WireMessage {
    public Announce {
      requireNonNull(transfer, "transfer is null");
      requireNonNull(parcel, "parcel is null");
      requireNonNull(timeLeft, "timeLeft is null");
      requireNonNull(sender, "sender is null");
      tensors = List.copyOf(tensors);
    }
  }

  /**
   * Room is reserved.
   *
   * @param credits how many chunks may be on their way at first
   */
  public record Accepted(TransferId transfer, int credits, ActorRef<Command> receiver)
      implements Command, WireMessage {
    public Accepted {
      requireNonNull(transfer, "transfer is null");
      requireNonNull(receiver, "receiver is null");
    }
  }

  /** The receiver has no room for it, or has dropped it. */
  public record Refused(TransferId transfer, PlatformError error) implements Command, WireMessage {
    public Refused {
      requireNonNull(transfer, "transfer is null");
      requireNonNull(error, "error is null");
    }
  }

  /**
   * The next bytes of the tensors, one tensor behind the other.
   *
   * @param index 0, 1, 2 …
   * @param bytes as a tensor of UINT8, which is written to the wire from where it lies
   */
  public record Chunk(TransferId transfer, int index, Tensor bytes)
      implements Command, WireMessage {
    public Chunk {
      requireNonNull(transfer, "transfer is null");
      requireNonNull(bytes, "bytes is null");
    }
  }

  /**
   * So many chunks more may be sent.
   *
   * @param complete whether that was the last, and the parcel has been delivered
   */
  public record Credit(TransferId transfer, int chunks, boolean complete)
      implements Command, WireMessage {
    public Credit {
      requireNonNull(transfer, "transfer is null");
    }
  }

  /**
   * The sender gives the transfer up.
   *
   * @param parcel without its tensors; if it was a request that has been delivered already, it is
   *     cancelled at the replica
   */
  public record Drop(TransferId transfer, Parcel parcel) implements Command, WireMessage {
    public Drop {
      requireNonNull(transfer, "transfer is null");
      requireNonNull(parcel, "parcel is null");
    }
  }
}
