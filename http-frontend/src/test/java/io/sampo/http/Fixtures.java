package io.sampo.http;

import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Summaries as entities publish them, for the tests of the doors. */
public final class Fixtures {

  private static final Signature SIGNATURE =
      new Signature(
          List.of(new TensorSpec("x", DataType.FP32, Shape.of(2))),
          List.of(new TensorSpec("y", DataType.FP32, Shape.of(2))),
          4,
          List.of());

  private Fixtures() {}

  /** A model with versions 1 and 2; 1 is deployed, and ready if asked for. */
  public static ModelSummary model(String name, boolean ready) {
    return model(name, "1", ready);
  }

  /** A model with versions 1 and 2; this one is deployed, and ready if asked for. */
  public static ModelSummary model(String name, String deployed, boolean ready) {
    return new ModelSummary(
        new ModelName(name),
        List.of(version("1"), version("2")),
        Deployment.of(new VersionName(deployed), 1),
        ready ? List.of(readyReplica(name, deployed)) : List.of(),
        List.of(),
        3);
  }

  /** A model with one version of this name and signature, deployed and ready. */
  public static ModelSummary served(String name, String version, Signature signature) {
    VersionName versionName = new VersionName(version);
    VersionSpecification specification =
        new VersionSpecification(
            versionName, new ArtifactHash("a".repeat(64)), 10, signature, "upload", Instant.EPOCH);
    return new ModelSummary(
        new ModelName(name),
        List.of(new VersionSummary(specification, VersionState.AVAILABLE, "")),
        Deployment.of(versionName, 1),
        List.of(readyReplica(name, version)),
        List.of(),
        3);
  }

  /** A model whose versions 1 and 2 are ready and share requests by this header. */
  public static ModelSummary divided(String name, String header) {
    return new ModelSummary(
        new ModelName(name),
        List.of(version("1"), version("2")),
        new Deployment(
            Map.of(new VersionName("1"), 50, new VersionName("2"), 50),
            Scaling.fixed(1),
            Batching.DEFAULT,
            new Traffic(header, null, 0)),
        List.of(readyReplica(name, "1"), readyReplica(name, "2")),
        List.of(),
        3);
  }

  /** A model that nobody has deployed. */
  public static ModelSummary undeployed(String name) {
    return new ModelSummary(
        new ModelName(name), List.of(version("1")), Deployment.NONE, List.of(), List.of(), 1);
  }

  private static ReplicaStatus readyReplica(String model, String version) {
    return new ReplicaStatus(
        new ReplicaId(ModelVersion.of(model, version), 1),
        new NodeId("127.0.0.1", 17355, 1),
        ReplicaPhase.READY,
        "warmed",
        null);
  }

  private static VersionSummary version(String name) {
    return new VersionSummary(
        new VersionSpecification(
            new VersionName(name),
            new ArtifactHash("a".repeat(64)),
            10,
            SIGNATURE,
            "upload",
            Instant.EPOCH),
        VersionState.AVAILABLE,
        "");
  }

  public static CatalogSnapshot catalog(boolean filled, ModelSummary... models) {
    Map<String, ModelSummary> byName =
        Stream.of(models)
            .collect(Collectors.toMap(model -> model.name().value(), Function.identity()));
    return new CatalogSnapshot(byName, Map.of(), Map.of(), Map.of(), filled, Instant.EPOCH);
  }
}
