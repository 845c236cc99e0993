package io.sampo.http.transfer;

import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.transfer.Parcel;
import io.sampo.protocol.transfer.TensorHeader;
import io.sampo.protocol.transfer.TransferProtocol;
import io.sampo.protocol.transfer.TransferProtocol.Announce;
import io.sampo.protocol.transfer.TransferProtocol.Chunk;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A parcel on its way in: one array for all of its tensors, which are views of it from the
 * beginning and are handed out when the last chunk has come. Not thread-safe.
 */
final class IncomingTransfer {

  private final Parcel parcel;
  private final ActorRef<TransferProtocol.Command> sender;
  private final long deadline;
  private final byte[] data;
  private final List<Tensor> tensors;
  private int received;
  private int nextIndex;

  /**
   * Allocates the room.
   *
   * @param deadline in nanoseconds
   * @throws IllegalArgumentException if a size does not fit its datatype and shape
   * @throws IllegalStateException if a shape is not concrete
   */
  IncomingTransfer(Announce announce, long deadline) {
    this.parcel = announce.parcel();
    this.sender = announce.sender();
    this.deadline = deadline;
    this.data = new byte[Math.toIntExact(byteCount(announce))];
    this.tensors = views(announce.tensors(), data);
  }

  static long byteCount(Announce announce) {
    return announce.tensors().stream().mapToLong(TensorHeader::byteCount).sum();
  }

  private static List<Tensor> views(List<TensorHeader> headers, byte[] data) {
    List<Tensor> views = new ArrayList<>(headers.size());
    int offset = 0;
    for (TensorHeader header : headers) {
      views.add(
          Tensor.wrap(
              header.specification().name(),
              header.specification().dataType(),
              header.specification().shape(),
              data,
              offset,
              header.byteCount()));
      offset += header.byteCount();
    }
    return views;
  }

  Parcel parcel() {
    return parcel;
  }

  ActorRef<TransferProtocol.Command> sender() {
    return sender;
  }

  boolean isExpired(long now) {
    return now - deadline >= 0;
  }

  int byteCount() {
    return data.length;
  }

  /** The index of the chunk that must come next. */
  int nextIndex() {
    return nextIndex;
  }

  /** Takes the next chunk; false if it is another one, or is too long. */
  boolean take(Chunk chunk) {
    int count = chunk.bytes().byteCount();
    if (chunk.index() != nextIndex || count > data.length - received) {
      return false;
    }
    chunk
        .bytes()
        .writeTo(
            (array, offset, length) -> System.arraycopy(array, offset, data, received, length));
    received += count;
    nextIndex++;
    return true;
  }

  boolean isComplete() {
    return received == data.length;
  }

  /** The parcel as it was sent; only once it is complete. */
  Parcel complete() {
    return parcel.withTensors(tensors);
  }
}
