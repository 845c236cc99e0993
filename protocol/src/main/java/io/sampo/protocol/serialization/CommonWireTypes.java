package io.sampo.protocol.serialization;

import static java.util.Map.entry;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.trace.TraceContext;
import java.util.Map;

/** 100–199: what everything else is made of. */
final class CommonWireTypes {

  private CommonWireTypes() {}

  static Map<Integer, Class<?>> entries() {
    return Map.ofEntries(
        entry(100, ModelName.class),
        entry(101, VersionName.class),
        entry(102, ModelVersion.class),
        entry(103, ReplicaId.class),
        entry(104, NodeId.class),
        entry(105, JobId.class),
        entry(106, DatasetName.class),
        entry(107, RequestId.class),
        entry(108, WorkerIncarnation.class),
        entry(109, ArtifactHash.class),
        entry(130, DataType.class),
        entry(131, Shape.class),
        entry(132, TensorSpec.class),
        entry(133, Tensor.class),
        entry(150, TraceContext.class),
        entry(160, ErrorCode.class),
        entry(161, PlatformError.class),
        entry(162, Outcome.class));
  }
}
