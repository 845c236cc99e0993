package io.sampo.node;

import com.typesafe.config.Config;
import io.sampo.http.transfer.TensorCourier;
import io.sampo.http.transfer.TransferSettings;
import io.sampo.node.dataset.ArtifactDatasetReader;
import io.sampo.node.dataset.DatasetEntity;
import io.sampo.node.device.Device;
import io.sampo.node.device.DeviceEnvironment;
import io.sampo.node.device.DeviceReports;
import io.sampo.node.device.DeviceSettings;
import io.sampo.node.device.DeviceShutdown;
import io.sampo.node.device.ReplicaOwners;
import io.sampo.node.device.WorkerFactory;
import io.sampo.node.management.DeviceHealth;
import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.DeviceView;
import io.sampo.node.pulse.NodePulse;
import io.sampo.node.pulse.PulseSettings;
import io.sampo.node.replica.ReplicaSettings;
import io.sampo.node.serving.ModelSettings;
import io.sampo.node.serving.ModelSharding;
import io.sampo.node.statistics.ServingLedger;
import io.sampo.node.statistics.StatisticsPublisher;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.job.JobEnvironment;
import io.sampo.node.training.job.TrainingJob;
import io.sampo.node.training.job.TrainingSettings;
import io.sampo.node.training.register.CassandraGenerationRegister;
import io.sampo.node.training.register.RegisterSettings;
import io.sampo.node.training.ring.DataPlaneSettings;
import io.sampo.node.training.ring.RingDataPlane;
import io.sampo.node.training.worker.TrainingWorker;
import io.sampo.node.training.worker.WorkerEnvironment;
import io.sampo.node.training.worker.WorkerSettings;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.NodeRoles;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.transfer.Couriers;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.persistence.Persistence;

/**
 * The actor at the root of a node: starts what the roles of the node ask for. A coordinator hosts
 * entities and what they need, journal and register among it; other nodes have the way to them and
 * no more.
 */
public final class NodeGuardian {
  private final ActorContext<Void> context;
  private final NodeResources resources;
  private final ActorSystem<?> system;
  private final Config config;

  private NodeGuardian(ActorContext<Void> context, NodeResources resources) {
    this.context = context;
    this.resources = resources;
    this.system = context.getSystem();
    this.config = system.settings().config();
  }

  public static Behavior<Void> create(NodeResources resources) {
    return Behaviors.setup(
        context -> {
          new NodeGuardian(context, resources).startAll();
          return Behaviors.empty();
        });
  }

  private void startAll() {
    // Restarted: what was on its way is lost and ends at its deadline, but others follow.
    context.spawn(
        Behaviors.supervise(TensorCourier.create(TransferSettings.from(config)))
            .onFailure(SupervisorStrategy.restart()),
        Couriers.NAME);
    if (hasRole(NodeRoles.COORDINATOR)) {
      startEntities();
    } else {
      EntityProxies.init(system);
    }
    if (hasRole(NodeRoles.COMPUTE)) {
      startStatistics();
      startDevice();
      startPulse();
    }
  }

  private boolean hasRole(String role) {
    return Cluster.get(system).selfMember().hasRole(role);
  }

  private void startEntities() {
    // Opens the journal now, so that the first command does not wait for a connection.
    Persistence.get(system);
    DeviceView view = new DeviceView();
    ActorRef<DeviceDirectory.Command> devices =
        context.spawn(DeviceDirectory.create(view), "device-directory");
    ModelSharding.init(system, devices, view, ModelSettings.from(config), resources.clock());
    DatasetEntity.init(system, new ArtifactDatasetReader(resources.artifacts()));
    TrainingJob.init(system, jobEnvironment(devices));
  }

  private void startPulse() {
    // Where the cluster's own heartbeats run, so that a busy node does not look like a dead one.
    context.spawn(
        Behaviors.supervise(NodePulse.create(nodeId(), PulseSettings.from(config)))
            .onFailure(SupervisorStrategy.restart()),
        "pulse",
        DispatcherSelector.fromConfig("pekko.actor.internal-dispatcher"));
  }

  private JobEnvironment jobEnvironment(ActorRef<DeviceDirectory.Command> devices) {
    return new JobEnvironment(
        CassandraGenerationRegister.open(system, RegisterSettings.from(config)),
        new CheckpointStore(resources.artifacts()),
        devices,
        TrainingSettings.from(config),
        resources.clock());
  }

  private void startStatistics() {
    context.spawn(
        StatisticsPublisher.create(
            ServingLedger.get(system), config.getDuration("sampo.statistics.publish-interval")),
        "statistics-publisher");
  }

  private void startDevice() {
    DeviceSettings settings = DeviceSettings.from(config);
    NodeId node = nodeId();
    DeviceEnvironment environment =
        new DeviceEnvironment(
            node,
            NodeVersion.current(),
            resources.engine(),
            resources.artifacts(),
            ReplicaSettings.from(config),
            ReplicaOwners.sharded(system),
            DeviceHealth.get(system)
                .watching(DeviceReports.inCluster(system, node, resources.clock())),
            resources.clock(),
            System::nanoTime,
            new NodeExit(
                system, settings.stuck().exitTimeout(), code -> Runtime.getRuntime().halt(code)));
    ActorRef<DeviceProtocol.Command> device =
        context.spawn(Device.create(settings, environment, workers()), "device");
    DeviceShutdown.register(system, device, settings);
  }

  private WorkerFactory workers() {
    RingDataPlane dataPlane = RingDataPlane.start(DataPlaneSettings.from(config));
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "close-data-plane",
            () -> {
              dataPlane.close();
              return CompletableFuture.completedFuture(Done.getInstance());
            });
    WorkerEnvironment environment =
        new WorkerEnvironment(
            resources.engine(), resources.artifacts(), dataPlane, WorkerSettings.from(config));
    return (start, device) -> TrainingWorker.create(environment, start);
  }

  private NodeId nodeId() {
    UniqueAddress self = Cluster.get(system).selfMember().uniqueAddress();
    return new NodeId(
        self.address().getHost().orElseThrow(),
        self.address().getPort().orElseThrow(),
        self.longUid());
  }
}
