package io.sampo.protocol.serialization;

import static java.util.Map.entry;

import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeploymentHistory;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.InputPlan;
import io.sampo.protocol.serving.LoadAttempt;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.NodeDeath;
import io.sampo.protocol.serving.PulseProtocol;
import io.sampo.protocol.serving.ReplicaLoad;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionServing;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.util.Map;

/** 200–399: serving. */
final class ServingWireTypes {

  private ServingWireTypes() {}

  static Map<Integer, Class<?>> entries() {
    return Map.ofEntries(
        entry(201, ReplicaPhase.class),
        entry(206, VersionSpecification.class),
        entry(207, VersionState.class),
        entry(208, VersionSummary.class),
        entry(210, Scaling.class),
        entry(211, Batching.class),
        entry(212, Traffic.class),
        entry(213, ReplicaSpecification.class),
        entry(214, DeviceReport.class),
        entry(215, Deployment.class),
        entry(216, LoadAttempt.class),
        entry(217, NodeDeath.class),
        entry(218, ReplicaLoad.class),
        entry(219, VersionServing.class),
        entry(222, Signature.class),
        entry(223, InputPlan.class),
        entry(230, PulseProtocol.SubscribePulse.class),
        entry(231, PulseProtocol.Beat.class),
        entry(241, ReplicaProtocol.CancelInfer.class),
        entry(242, ReplicaProtocol.InferChunk.class),
        entry(243, ReplicaProtocol.InferRefused.class),
        entry(244, ReplicaProtocol.InferTimings.class),
        entry(245, ReplicaProtocol.Infer.class),
        entry(261, DeviceProtocol.ReplicaGranted.class),
        entry(262, DeviceProtocol.ReplicaRefused.class),
        entry(263, DeviceProtocol.StopReplica.class),
        entry(264, DeviceProtocol.DescribeReplicas.class),
        entry(265, DeviceProtocol.HeldReplicas.class),
        entry(266, DeviceProtocol.StartReplica.class),
        entry(267, DeviceProtocol.ClaimReplicas.class),
        entry(280, ModelProtocol.AddVersion.class),
        entry(281, ModelProtocol.SetDeployment.class),
        entry(282, ModelProtocol.DescribeModel.class),
        entry(283, ModelProtocol.DeleteModel.class),
        entry(284, ModelProtocol.ReplicaChanged.class),
        entry(285, ModelProtocol.ReloadModel.class),
        entry(286, ModelProtocol.LiftQuarantine.class),
        entry(287, ModelProtocol.ReplicaLoadReported.class),
        entry(288, ModelProtocol.ReplicaNeeded.class),
        entry(289, ModelProtocol.DeployVersion.class),
        entry(290, ModelProtocol.RollBackDeployment.class),
        entry(291, ReplicaStatus.class),
        entry(292, ModelSummary.class),
        entry(300, ModelEvent.VersionAdded.class),
        entry(301, ModelEvent.VersionAccepted.class),
        entry(302, ModelEvent.VersionRejected.class),
        entry(303, ModelEvent.DeploymentSet.class),
        entry(304, ModelEvent.ModelDeleted.class),
        entry(305, ModelEvent.LoadBegun.class),
        entry(306, ModelEvent.LoadEnded.class),
        entry(307, ModelEvent.LoadKilledNode.class),
        entry(308, ModelEvent.QuarantineLifted.class),
        entry(309, ModelEvent.DeploymentOrdered.class),
        entry(310, ModelEvent.DeploymentRolledBack.class),
        entry(322, DeploymentHistory.class),
        entry(323, ModelState.class));
  }
}
