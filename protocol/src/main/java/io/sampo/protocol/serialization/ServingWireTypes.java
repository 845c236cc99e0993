package io.sampo.protocol.serialization;

import static java.util.Map.entry;

import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.util.Map;

/** 200–399: serving. */
final class ServingWireTypes {

  private ServingWireTypes() {}

  static Map<Integer, Class<?>> entries() {
    return Map.ofEntries(
        entry(200, Signature.class),
        entry(201, ReplicaPhase.class),
        entry(202, ReplicaStatus.class),
        entry(203, ReplicaSpecification.class),
        entry(204, DeviceReport.class),
        entry(205, Deployment.class),
        entry(206, VersionSpecification.class),
        entry(207, VersionState.class),
        entry(208, VersionSummary.class),
        entry(209, ModelSummary.class),
        entry(240, ReplicaProtocol.Infer.class),
        entry(241, ReplicaProtocol.CancelInfer.class),
        entry(242, ReplicaProtocol.InferChunk.class),
        entry(243, ReplicaProtocol.InferRefused.class),
        entry(244, ReplicaProtocol.InferTimings.class),
        entry(260, DeviceProtocol.StartReplica.class),
        entry(261, DeviceProtocol.ReplicaGranted.class),
        entry(262, DeviceProtocol.ReplicaRefused.class),
        entry(263, DeviceProtocol.StopReplica.class),
        entry(264, DeviceProtocol.DescribeReplicas.class),
        entry(265, DeviceProtocol.HeldReplicas.class),
        entry(280, ModelProtocol.AddVersion.class),
        entry(281, ModelProtocol.SetDeployment.class),
        entry(282, ModelProtocol.DescribeModel.class),
        entry(283, ModelProtocol.DeleteModel.class),
        entry(284, ModelProtocol.ReplicaChanged.class),
        entry(300, ModelEvent.VersionAdded.class),
        entry(301, ModelEvent.VersionAccepted.class),
        entry(302, ModelEvent.VersionRejected.class),
        entry(303, ModelEvent.DeploymentSet.class),
        entry(304, ModelEvent.ModelDeleted.class),
        entry(320, ModelState.class));
  }
}
