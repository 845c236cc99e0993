package io.sampo.node;

import com.typesafe.config.Config;
import io.sampo.http.Frontend;
import io.sampo.http.FrontendBindings;
import io.sampo.http.FrontendSettings;
import io.sampo.http.telemetry.MetricsSettings;
import io.sampo.protocol.id.NodeRoles;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.management.cluster.bootstrap.ClusterBootstrap;
import org.apache.pekko.management.javadsl.PekkoManagement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts one member of the cluster and lives as long as it does: {@code NodeMain FILE [--join
 * HOST:PORT]...}. SIGTERM and SIGINT leave the cluster in order (coordinated shutdown).
 *
 * <p>Exit codes: 143 or 130 after a signal and an ordered stop, 1 if the node could not start, 2
 * for a wrong command line or configuration, 70 if a device is stuck, 75 if the cluster took the
 * node down (start it again).
 */
public final class NodeMain {

  /** The name of the actor system, which is part of every address: the same on all nodes. */
  public static final String SYSTEM_NAME = "sampo";

  static final int EXIT_START_FAILED = 1;
  static final int EXIT_USAGE = 2;

  private static final Logger LOG = LoggerFactory.getLogger(NodeMain.class);
  private static final long START_SECONDS = 30;
  private static final String LOAD_DISPATCHER = "sampo.device.load-dispatcher";

  private NodeMain() {}

  public static void main(String[] arguments) {
    Config config;
    try {
      config = NodeConfiguration.load(NodeArguments.parse(arguments));
    } catch (IllegalArgumentException wrong) {
      System.err.println("sampo node: " + wrong.getMessage());
      System.exit(EXIT_USAGE);
      return;
    }
    try {
      start(config);
    } catch (Exception failure) {
      LOG.debug("Start failed", failure);
      System.err.println("sampo node: " + StartFailure.describe(failure));
      // Not exit(): shutdown hooks of a half-started system would wait for what never came up.
      Runtime.getRuntime().halt(EXIT_START_FAILED);
    }
  }

  /** Opens the doors in the order in which others depend on them; returns once they are open. */
  static ActorSystem<Void> start(Config config) throws Exception {
    PlaintextGuard.check(config);
    RemotingKeys.check(config);
    NodeResources resources = NodeResources.from(config);
    ActorSystem<Void> system =
        ActorSystem.create(NodeGuardian.create(resources), SYSTEM_NAME, config);
    PekkoManagement.get(system).start().toCompletableFuture().get(START_SECONDS, TimeUnit.SECONDS);
    if (Cluster.get(system).selfMember().hasRole(NodeRoles.FRONTEND)) {
      openFrontend(system, resources);
    } else {
      Frontend.startMetrics(system, MetricsSettings.from(config))
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    }
    ClusterBootstrap.get(system).start();
    logDoors(system);
    return system;
  }

  private static void openFrontend(ActorSystem<?> system, NodeResources resources)
      throws Exception {
    Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(LOAD_DISPATCHER));
    FrontendBindings doors =
        Frontend.start(
                system,
                FrontendSettings.from(system.settings().config()),
                new ArtifactUploads(system, resources.artifacts(), blocking),
                new ArtifactDownloads(resources.artifacts(), blocking))
            .toCompletableFuture()
            .get(START_SECONDS, TimeUnit.SECONDS);
    LOG.info(
        "Inference at [{}], gRPC at [{}], admin at [{}]",
        doors.inference(),
        doors.grpc(),
        doors.admin());
  }

  private static void logDoors(ActorSystem<?> system) {
    Config config = system.settings().config();
    LOG.info(
        "Node [{}] has process id [{}]",
        config.getString("sampo.node.name"),
        ProcessHandle.current().pid());
    LOG.info("Remoting at [{}]", system.address());
    LOG.info(
        "Management at [http://{}:{}]",
        config.getString("pekko.management.http.hostname"),
        config.getInt("pekko.management.http.port"));
  }
}
