package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.NODE_A;

import io.sampo.node.artifact.FakeArtifactStore;
import io.sampo.node.engine.DeviceThreads;
import io.sampo.node.engine.FakeModelEngine;
import io.sampo.node.health.ForwardWatches;
import io.sampo.node.health.StuckSettings;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** What tests of replicas have in common. */
final class ReplicaSamples {
  private static final StuckSettings STUCK =
      new StuckSettings(Duration.ofSeconds(10), 3, 1, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private ReplicaSamples() {}

  /** With one forward at a time. */
  static ReplicaHost host(
      FakeModelEngine engine,
      DeviceThreads forwards,
      Executor loads,
      LongSupplier nanoClock,
      ReplicaSettings settings) {
    return new ReplicaHost(
        NODE_A,
        engine,
        new FakeArtifactStore(),
        forwards,
        1,
        loads,
        new ForwardWatches(STUCK, settings.warmTimeout(), nanoClock),
        settings);
  }
}
