package io.sampo.node.training.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.dataset.ArtifactDatasetReader;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.Devices;
import io.sampo.node.training.TrainingFiles;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.register.InMemoryGenerationRegister;
import io.sampo.node.training.ring.DataPlaneSettings;
import io.sampo.node.training.ring.RingDataPlane;
import io.sampo.node.training.step.StepSettings;
import io.sampo.node.training.worker.WorkerEnvironment;
import io.sampo.node.training.worker.WorkerSettings;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.FailureBudget;
import io.sampo.protocol.training.step.RegisterRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongToDoubleFunction;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.testkit.PersistenceTestKitPlugin;
import org.apache.pekko.persistence.testkit.PersistenceTestKitSnapshotPlugin;

/**
 * Everything around the job of a test in one JVM: a cluster of one node with a journal in memory,
 * an artifact store in a directory, model and datasets that are there, and devices that start real
 * workers.
 */
final class JobWorld implements JobNeighbours, AutoCloseable {

  final ActorTestKit testKit;
  final DirectoryArtifactStore artifacts;
  final InMemoryGenerationRegister register = new InMemoryGenerationRegister();
  final Map<ModelVersion, NewVersion> promoted = new ConcurrentHashMap<>();
  final List<ActorRef<DeviceProtocol.Command>> hosts = new ArrayList<>();

  /** How long a gang may have to wait where nobody has given its generation back. */
  Duration lease = Duration.ofSeconds(3);

  private final List<RingDataPlane> planes = new ArrayList<>();
  private final Map<DatasetName, DatasetSummary> datasets = new ConcurrentHashMap<>();
  private final Map<NodeId, Devices.Listed> devices = new ConcurrentHashMap<>();
  private final List<ActorRef<Devices>> subscribers = new CopyOnWriteArrayList<>();
  private final ActorRef<DeviceDirectory.Command> directory;
  private final VersionSpecification model;

  JobWorld(Path directory, Path module, int devices, ModelEngine engine) {
    this(directory, module, devices, 8, engine);
  }

  /**
   * @param places for workers on each device
   */
  JobWorld(Path directory, Path module, int devices, int places, ModelEngine engine) {
    Config config =
        ConfigFactory.parseString(
                """
                pekko.actor.provider = cluster
                pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                pekko.cluster.sharding.distributed-data.durable.keys = []
                """)
            .withFallback(PersistenceTestKitPlugin.getInstance().config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ActorTestKit.applicationTestConfig());
    this.testKit = ActorTestKit.create("jobs", config);
    this.artifacts = DirectoryArtifactStore.open(directory.resolve("artifacts"), Clock.systemUTC());
    TrainingFiles files = new TrainingFiles(directory);
    register(JobSamples.TRAINING, files.trainingImages(), files.trainingLabels());
    register(JobSamples.HELD_OUT, files.heldOutImages(), files.heldOutLabels());
    this.model =
        new VersionSpecification(
            JobSamples.MODEL.version(),
            put(module),
            size(module),
            TrainingFiles.DIGITS,
            "upload",
            JobSamples.AT);
    for (int i = 0; i < devices; i++) {
      addDevice(engine, i, places);
    }
    this.directory = testKit.spawn(directory());
  }

  /** How many workers hold a place. */
  int workers() {
    return devices.values().stream().mapToInt(device -> device.report().workers()).sum();
  }

  JobEnvironment environment() {
    return new JobEnvironment(
        register, new CheckpointStore(artifacts), directory, settings(), Clock.systemUTC());
  }

  /** What the register holds of that job. */
  RegisterRow row(String job) {
    return register.read(new JobId(job)).toCompletableFuture().join().orElseThrow();
  }

  /** What the register names for that job. */
  Checkpoint registeredCheckpoint(String job) {
    var stored = (io.sampo.protocol.training.step.Checkpoint.Stored) row(job).checkpoint();
    return new CheckpointStore(artifacts).read(stored.artifact());
  }

  private TrainingSettings settings() {
    return new TrainingSettings(
        new StepSettings(
            new StepSettings.Lease(lease, Duration.ofSeconds(1), Duration.ofMillis(100)),
            new StepSettings.Patience(
                Duration.ofSeconds(1),
                Duration.ofMillis(500),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30)),
            new StepSettings.Start(1, Duration.ofSeconds(5))),
        new TrainingSettings.Waits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMillis(200),
            Duration.ofMillis(200)),
        new FailureBudget(3, Duration.ofHours(1)),
        32);
  }

  void addDevice(ModelEngine engine, int index, int places) {
    RingDataPlane plane =
        RingDataPlane.start(
            new DataPlaneSettings(
                "127.0.0.1",
                0,
                64 * 1024,
                0,
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2)));
    planes.add(plane);
    WorkerEnvironment environment =
        new WorkerEnvironment(
            engine,
            artifacts,
            plane,
            new WorkerSettings(
                32,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMillis(200)));
    NodeId node = new NodeId("127.0.0.1", 20_000 + index, index);
    ActorRef<DeviceProtocol.Command> host =
        testKit.spawn(WorkerHost.create(node, environment, places, this::onReport));
    hosts.add(host);
    devices.put(node, new Devices.Listed(host, WorkerHost.report(node, places, 0)));
    tellSubscribers();
  }

  private void onReport(DeviceReport report) {
    devices.computeIfPresent(
        report.node(), (node, former) -> new Devices.Listed(former.device(), report));
    tellSubscribers();
  }

  private void tellSubscribers() {
    subscribers.forEach(subscriber -> subscriber.tell(listed()));
  }

  private Devices listed() {
    return new Devices(List.copyOf(devices.values()));
  }

  private Behavior<DeviceDirectory.Command> directory() {
    return Behaviors.receive(DeviceDirectory.Command.class)
        .onMessage(
            DeviceDirectory.SubscribeDevices.class,
            subscribe -> {
              subscribers.add(subscribe.subscriber());
              subscribe.subscriber().tell(listed());
              return Behaviors.same();
            })
        .build();
  }

  /**
   * Adds images of the size of digits, all pixels of one alike; classes follow each other.
   *
   * @param pixel of a sample
   */
  void registerImages(DatasetName name, int samples, LongToDoubleFunction pixel) {
    int pixels = 28 * 28;
    ByteBuffer images =
        ByteBuffer.allocate(samples * pixels * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer labels = ByteBuffer.allocate(samples * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int sample = 0; sample < samples; sample++) {
      for (int i = 0; i < pixels; i++) {
        images.putFloat((float) pixel.applyAsDouble(sample));
      }
      labels.putLong(sample % 10);
    }
    RawLayout layout =
        new RawLayout(
            new TensorLayout(DataType.FP32, Shape.of(samples, 1, 28, 28)),
            new TensorLayout(DataType.INT64, Shape.of(samples)));
    List<DatasetFile> files =
        List.of(file("inputs", images.array()), file("targets", labels.array()));
    DatasetSpecification specification =
        new DatasetSpecification(
            name, DatasetFormat.RAW, files, null, layout, Preprocessing.NONE, null);
    datasets.put(name, new ArtifactDatasetReader(artifacts).read(specification, JobSamples.AT));
  }

  private DatasetFile file(String role, byte[] content) {
    return new DatasetFile(role, artifacts.put(new ByteArrayInputStream(content)), content.length);
  }

  private void register(DatasetName name, Path images, Path labels) {
    DatasetSpecification specification =
        new DatasetSpecification(
            name,
            DatasetFormat.IDX,
            List.of(
                new DatasetFile("images", put(images), size(images)),
                new DatasetFile("labels", put(labels), size(labels))));
    datasets.put(name, new ArtifactDatasetReader(artifacts).read(specification, JobSamples.AT));
  }

  private ArtifactHash put(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return artifacts.put(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CompletionStage<Outcome<ModelSummary>> describeModel(ModelName name) {
    if (!name.equals(JobSamples.MODEL.model())) {
      return CompletableFuture.completedFuture(
          Outcome.refused(ErrorCode.MODEL_NOT_FOUND, "Expected a model, but there is no " + name));
    }
    return CompletableFuture.completedFuture(
        Outcome.of(
            new ModelSummary(
                name,
                List.of(new VersionSummary(model, VersionState.AVAILABLE, "")),
                Deployment.NONE,
                List.of(),
                List.of(),
                1)));
  }

  /** There is no deployment but the one that is ordered, and whatever was promoted is fit. */
  @Override
  public CompletionStage<Outcome<ModelSummary>> deployVersion(ModelVersion version, Instant at) {
    NewVersion known = promoted.get(version);
    VersionSpecification specification =
        new VersionSpecification(
            version.version(),
            known.artifact(),
            known.bytes(),
            known.signature(),
            known.source(),
            known.at());
    return CompletableFuture.completedFuture(
        Outcome.of(
            new ModelSummary(
                version.model(),
                List.of(new VersionSummary(specification, VersionState.AVAILABLE, "")),
                Deployment.of(version.version(), 1),
                List.of(),
                List.of(),
                2)));
  }

  @Override
  public CompletionStage<Outcome<DatasetSummary>> describeDataset(DatasetName name) {
    DatasetSummary known = datasets.get(name);
    return CompletableFuture.completedFuture(
        known == null
            ? Outcome.refused(
                ErrorCode.DATASET_NOT_FOUND, "Expected a dataset, but there is no " + name)
            : Outcome.of(known));
  }

  @Override
  public CompletionStage<Outcome<ModelVersion>> addVersion(ModelName name, NewVersion version) {
    ModelVersion added =
        new ModelVersion(name, new VersionName(Integer.toString(promoted.size() + 2)));
    promoted.put(added, version);
    return CompletableFuture.completedFuture(Outcome.of(added));
  }

  @Override
  public void close() {
    testKit.shutdownTestKit();
    planes.forEach(RingDataPlane::close);
  }
}
