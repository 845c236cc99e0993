package io.sampo.http;

import io.sampo.http.admin.AdminDoor;
import io.sampo.http.admin.AdminRoutes;
import io.sampo.http.admin.ArtifactSink;
import io.sampo.http.admin.ArtifactSource;
import io.sampo.http.admin.MalformedAdminRequests;
import io.sampo.http.catalog.Catalog;
import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.http.catalog.CatalogView;
import io.sampo.http.catalog.PublishedCatalog;
import io.sampo.http.catalog.ReplicatedStatistics;
import io.sampo.http.entity.ShardedEntities;
import io.sampo.http.grpc.GrpcDoor;
import io.sampo.http.inference.InferenceNeighbours;
import io.sampo.http.inference.InferenceServices;
import io.sampo.http.rest.InferenceDoor;
import io.sampo.http.rest.MalformedInferenceRequests;
import io.sampo.http.routing.InferenceRouter;
import io.sampo.http.routing.RequestRouter;
import io.sampo.http.routing.RouterEnvironment;
import io.sampo.http.routing.ShadowRouter;
import io.sampo.http.routing.VersionChoice;
import io.sampo.http.security.OperatorGuard;
import io.sampo.http.server.BenchmarkRoutes;
import io.sampo.http.server.DoorOpener;
import io.sampo.http.telemetry.MetricsSettings;
import io.sampo.http.telemetry.ShadowMetrics;
import io.sampo.http.telemetry.Telemetry;
import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.transfer.Couriers;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.http.javadsl.ServerBinding;

/** Opens the doors of a node. */
public final class Frontend {

  private final ActorSystem<?> system;
  private final FrontendSettings settings;
  private final DoorOpener opener;
  private final Clock clock = Clock.systemUTC();
  private final AtomicBoolean stopping = new AtomicBoolean();

  private Frontend(ActorSystem<?> system, FrontendSettings settings) {
    this.system = system;
    this.settings = settings;
    this.opener = new DoorOpener(system, settings.stopTimeout());
  }

  /**
   * Opens the inference, gRPC, admin and metrics doors of a node with the role {@code frontend}.
   * The system needs sharding proxies (or regions) of all entities, and a courier where {@link
   * Couriers} looks for it.
   *
   * @return where they listen; fails with one clear message if a door cannot be opened, and then
   *     the caller should stop the system, which closes those that are open
   */
  public static CompletionStage<FrontendBindings> start(
      ActorSystem<?> system,
      FrontendSettings settings,
      ArtifactSink artifacts,
      ArtifactSource downloads) {
    try {
      return new Frontend(system, settings).open(artifacts, downloads);
    } catch (RuntimeException refusal) {
      return CompletableFuture.failedFuture(refusal);
    }
  }

  /** Opens only the metrics door, for a node that is no frontend. */
  public static CompletionStage<InetSocketAddress> startMetrics(
      ActorSystem<?> system, MetricsSettings settings) {
    Telemetry.start(system.settings().config(), settings);
    return new DoorOpener(system, Duration.ofSeconds(1))
        .open(settings.door(), Telemetry::handle)
        .thenApply(ServerBinding::localAddress);
  }

  private CompletionStage<FrontendBindings> open(ArtifactSink artifacts, ArtifactSource downloads) {
    Catalog catalog = followCatalog();
    // First of all, because it refuses to be open to others without a token.
    AdminDoor admin =
        new AdminDoor(
            system,
            AdminRoutes.create(system, settings.admin(), catalog, artifacts, downloads, clock));
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(), "say-not-ready", this::sayNotReady);
    InferenceServices services =
        InferenceServices.create(
            settings.inference(),
            new InferenceNeighbours(
                catalog,
                startRouter(catalog),
                new ReplicatedStatistics(system),
                new ShardedEntities(system),
                clock),
            version(),
            stopping::get);
    FrontendReadiness.get(system).ask(() -> services.descriptions().isServerReady(List.of()));
    Optional<Path> token = settings.admin().tokenFile();
    InferenceDoor inference =
        new InferenceDoor(
            system,
            settings.inference(),
            services,
            OperatorGuard.of(settings.inference().door(), token));
    OperatorGuard grpcOperators = OperatorGuard.of(settings.grpc().door(), token);
    CompletionStage<ServerBinding> rest =
        opener.open(
            settings.inference().door(),
            BenchmarkRoutes.inFrontOf(inference, system),
            MalformedInferenceRequests.class);
    CompletionStage<InetSocketAddress> grpc =
        GrpcDoor.open(system, settings.grpc(), services, grpcOperators, settings.stopTimeout());
    CompletionStage<ServerBinding> administration =
        opener.open(settings.admin().door(), admin, MalformedAdminRequests.class);
    CompletionStage<InetSocketAddress> metrics = startMetrics(system, settings.metrics());
    return rest.thenCombine(administration, Bound::new)
        .thenCombine(grpc.thenCombine(metrics, BoundBeside::new), Bound::with);
  }

  private record BoundBeside(InetSocketAddress grpc, InetSocketAddress metrics) {}

  private record Bound(ServerBinding inference, ServerBinding admin) {

    FrontendBindings with(BoundBeside others) {
      return new FrontendBindings(
          inference.localAddress(), others.grpc(), admin.localAddress(), others.metrics());
    }
  }

  private RequestRouter startRouter(Catalog catalog) {
    ClusterSharding sharding = ClusterSharding.get(system);
    RouterEnvironment environment =
        new RouterEnvironment(
            model -> sharding.entityRefFor(EntityKeys.MODEL, model.value()),
            version -> VersionChoice.isAvailable(catalog.current(), version),
            () -> Couriers.local(system),
            System::nanoTime);
    return new ShadowRouter(
        InferenceRouter.start(system, settings.router(), settings.pulse(), environment),
        model -> traffic(catalog, model),
        settings.shadow(),
        new ShadowRouter.Environment(
            ShadowMetrics.counted(),
            system.executionContext(),
            bound -> ThreadLocalRandom.current().nextInt(bound),
            System::nanoTime));
  }

  private static Traffic traffic(Catalog catalog, ModelName model) {
    ModelSummary summary = catalog.current().models().get(model.value());
    return summary == null ? Traffic.PLAIN : summary.deployment().traffic();
  }

  private Catalog followCatalog() {
    PublishedCatalog catalog = new PublishedCatalog(CatalogSnapshot.empty(clock.instant()));
    // Restarted: without it the node would go on with an old catalog and never say so.
    Behavior<CatalogView.Command> view =
        Behaviors.supervise(CatalogView.create(catalog, settings.catalog(), clock))
            .onFailure(SupervisorStrategy.restart());
    system.systemActorOf(view, "catalog-view", Props.empty());
    return catalog;
  }

  /** As the build wrote it into the jar; 0.0.0 where classes do not come from one. */
  private static String version() {
    String version = Frontend.class.getPackage().getImplementationVersion();
    return version == null ? "0.0.0" : version;
  }

  private CompletionStage<Done> sayNotReady() {
    stopping.set(true);
    return CompletableFuture.completedFuture(Done.getInstance());
  }
}
