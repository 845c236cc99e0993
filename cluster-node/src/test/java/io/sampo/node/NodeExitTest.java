package io.sampo.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeExitTest {
  private static final long PATIENCE_SECONDS = 20;

  private final ActorTestKit testKit =
      ActorTestKit.create(
          ConfigFactory.parseString(
              "pekko.coordinated-shutdown.phases.before-service-unbind.timeout = 60s"));
  private final CompletableFuture<Done> held = new CompletableFuture<>();
  private final ActorSystem<Void> system = testKit.system();
  private final CompletableFuture<Integer> halted = new CompletableFuture<>();

  @AfterEach
  void shutdown() {
    held.complete(Done.getInstance());
    testKit.shutdownTestKit();
  }

  @Test
  void leavesInOrderBeforeItHalts() throws Exception {
    CompletableFuture<CoordinatedShutdown.Reason> left = new CompletableFuture<>();
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseClusterLeave(),
            "test",
            () -> {
              left.complete(CoordinatedShutdown.get(system).getShutdownReason().orElseThrow());
              return CompletableFuture.completedFuture(Done.getInstance());
            });

    new NodeExit(system, Duration.ofSeconds(PATIENCE_SECONDS), halted::complete).exit(70);

    assertThat(halted.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(70);
    assertThat(left).isCompleted();
    assertThat(left.get()).isInstanceOf(NodeExit.DeviceStuckReason.class);
  }

  @Test
  void haltsWhenLeavingTakesTooLong() throws Exception {
    CoordinatedShutdown.get(system)
        .addTask(CoordinatedShutdown.PhaseBeforeServiceUnbind(), "test", () -> held);

    new NodeExit(system, Duration.ofMillis(1), halted::complete).exit(70);

    assertThat(halted.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(70);
  }
}
