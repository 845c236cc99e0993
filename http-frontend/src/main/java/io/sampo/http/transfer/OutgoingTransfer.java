package io.sampo.http.transfer;

import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TensorHeader;
import io.sampo.protocol.transfer.TransferId;
import io.sampo.protocol.transfer.TransferProtocol;
import io.sampo.protocol.transfer.TransferProtocol.Announce;
import io.sampo.protocol.transfer.TransferProtocol.Chunk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A parcel on its way out: what of it has been sent, and how much more may be. Its chunks are views
 * of the tensors, so that waiting for credits costs no memory. Not thread-safe.
 */
final class OutgoingTransfer {

  private final TransferId id;
  private final Parcel parcel;
  private final long deadline;
  private final int chunkBytes;
  private ActorRef<TransferProtocol.Command> receiver;
  private int credits;
  private int tensor;
  private int offset;
  private int index;

  /**
   * @param deadline in nanoseconds
   * @param receiver the courier of the recipient's node, by its well-known path
   */
  OutgoingTransfer(
      TransferId id,
      Parcel parcel,
      long deadline,
      int chunkBytes,
      ActorRef<TransferProtocol.Command> receiver) {
    this.id = id;
    this.parcel = parcel;
    this.deadline = deadline;
    this.chunkBytes = chunkBytes;
    this.receiver = receiver;
  }

  Announce announce(Duration timeLeft, ActorRef<TransferProtocol.Command> sender) {
    return new Announce(
        id, emptied(), parcel.tensors().stream().map(TensorHeader::of).toList(), timeLeft, sender);
  }

  TransferId id() {
    return id;
  }

  Parcel parcel() {
    return parcel;
  }

  Parcel emptied() {
    return parcel.withTensors(List.of());
  }

  ActorRef<TransferProtocol.Command> receiver() {
    return receiver;
  }

  boolean isExpired(long now) {
    return now - deadline >= 0;
  }

  void accepted(int firstCredits, ActorRef<TransferProtocol.Command> by) {
    receiver = by;
    credits += firstCredits;
  }

  void credit(int more) {
    credits += more;
  }

  /** The next chunk, if there is one and it may be sent. */
  Optional<Chunk> next() {
    List<Tensor> tensors = parcel.tensors();
    while (tensor < tensors.size() && offset == tensors.get(tensor).byteCount()) {
      tensor++;
      offset = 0;
    }
    if (credits == 0 || tensor == tensors.size()) {
      return Optional.empty();
    }
    int count = Math.min(chunkBytes, tensors.get(tensor).byteCount() - offset);
    Chunk chunk = new Chunk(id, index, tensors.get(tensor).bytes(offset, count));
    credits--;
    index++;
    offset += count;
    return Optional.of(chunk);
  }
}
