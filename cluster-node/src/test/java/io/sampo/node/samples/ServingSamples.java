package io.sampo.node.samples;

import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/** Small things of serving that many tests need. */
public final class ServingSamples {
  public static final Instant NOON = Instant.parse("2024-05-01T12:00:00Z");
  public static final ArtifactHash ARTIFACT = new ArtifactHash("a".repeat(64));
  public static final NodeId NODE_A = new NodeId("node-a", 17355, 1);
  public static final NodeId NODE_B = new NodeId("node-b", 17355, 2);
  public static final NodeId NODE_C = new NodeId("node-c", 17355, 3);

  private ServingSamples() {}

  /** Input {@code x} and output {@code y}, both FP32 [2]. */
  public static Signature signature(int maxBatchSize) {
    return new Signature(
        List.of(new TensorSpec("x", DataType.FP32, Shape.of(2))),
        List.of(new TensorSpec("y", DataType.FP32, Shape.of(2))),
        maxBatchSize,
        List.of());
  }

  public static ReplicaSpecification specification(int maxBatchSize, int queueLimit) {
    return new ReplicaSpecification(
        ARTIFACT, signature(maxBatchSize), 100, Batching.withQueueLimit(queueLimit));
  }

  /** A batch of pairs. */
  public static Tensor pairs(String name, float... values) {
    return Tensor.ofFloats(name, Shape.of(values.length / 2, 2), values);
  }

  public static ReplicaProtocol.Infer infer(
      String id, ActorRef<ReplicaProtocol.Reply> replyTo, Tensor... inputs) {
    return infer(id, Duration.ofSeconds(30), replyTo, inputs);
  }

  public static ReplicaProtocol.Infer infer(
      String id, Duration remaining, ActorRef<ReplicaProtocol.Reply> replyTo, Tensor... inputs) {
    return new ReplicaProtocol.Infer(
        new RequestId(id), remaining, TraceContext.NONE, List.of(inputs), List.of(), 0, replyTo);
  }

  public static ReplicaId replica(String version, long incarnation) {
    return new ReplicaId(ModelVersion.of("digits", version), incarnation);
  }

  public static ReplicaStatus status(ReplicaId replica, NodeId node, ReplicaPhase phase) {
    return new ReplicaStatus(replica, node, phase, "test", null);
  }

  public static VersionSpecification version(String name) {
    return new VersionSpecification(
        new VersionName(name), ARTIFACT, 100, signature(8), "upload", NOON);
  }

  public static VersionSummary version(String name, VersionState state) {
    return new VersionSummary(version(name), state, "");
  }

  public static DeviceReport report(NodeId node) {
    return new DeviceReport(
        node, "cpu", 1000, 0, 1000, 0, Instant.EPOCH, 0, 0, "1.0.0", "", false, false);
  }
}
