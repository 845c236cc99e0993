package io.sampo.protocol.transfer;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaProtocol.Infer;
import io.sampo.protocol.serving.ReplicaProtocol.InferChunk;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;

/** A message whose tensors travel apart from it, and whom it is for. */
public sealed interface Parcel extends WireMessage {

  RequestId requestId();

  List<Tensor> tensors();

  /** The same message with other tensors, or with none. */
  Parcel withTensors(List<Tensor> tensors);

  /** The node of the recipient. */
  Address destination();

  /** The bytes of all tensors together. */
  default long byteCount() {
    long sum = 0;
    for (Tensor tensor : tensors()) {
      sum += tensor.byteCount();
    }
    return sum;
  }

  /** A request, for a replica. */
  record Request(ActorRef<ReplicaProtocol.Command> recipient, Infer infer) implements Parcel {
    public Request {
      requireNonNull(recipient, "recipient is null");
      requireNonNull(infer, "infer is null");
    }

    @Override
    public RequestId requestId() {
      return infer.requestId();
    }

    @Override
    public List<Tensor> tensors() {
      return infer.inputs();
    }

    @Override
    public Parcel withTensors(List<Tensor> tensors) {
      return new Request(
          recipient,
          new Infer(
              infer.requestId(),
              infer.timeLeft(),
              infer.trace(),
              tensors,
              infer.outputs(),
              infer.priority(),
              infer.replyTo()));
    }

    @Override
    public Address destination() {
      return recipient.path().address();
    }
  }

  /** A part of an answer, for a router. */
  record Answer(ActorRef<ReplicaProtocol.Reply> recipient, InferChunk chunk) implements Parcel {
    public Answer {
      requireNonNull(recipient, "recipient is null");
      requireNonNull(chunk, "chunk is null");
    }

    @Override
    public RequestId requestId() {
      return chunk.requestId();
    }

    @Override
    public List<Tensor> tensors() {
      return chunk.outputs();
    }

    @Override
    public Parcel withTensors(List<Tensor> tensors) {
      return new Answer(
          recipient,
          new InferChunk(
              chunk.requestId(),
              chunk.sequence(),
              chunk.last(),
              tensors,
              chunk.timings(),
              chunk.queueLength()));
    }

    @Override
    public Address destination() {
      return recipient.path().address();
    }
  }
}
