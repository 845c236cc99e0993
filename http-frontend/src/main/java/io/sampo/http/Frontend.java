package io.sampo.http;

import io.sampo.http.admin.ArtifactSink;
import io.sampo.http.telemetry.MetricsSettings;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;

/** Opens the doors of a node. */
public final class Frontend {

  private Frontend() {}

  /**
   * Opens the inference, admin and metrics doors of a node with the role {@code frontend}. The
   * system needs sharding proxies (or regions) of all entities.
   *
   * @return where they listen; fails with one clear message if a door cannot be opened, and then no
   *     door stays open
   */
  public static CompletionStage<FrontendBindings> start(
      ActorSystem<?> system, FrontendSettings settings, ArtifactSink artifacts) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("not yet"));
  }

  /** Opens only the metrics door, for a node that is no frontend. */
  public static CompletionStage<InetSocketAddress> startMetrics(
      ActorSystem<?> system, MetricsSettings settings) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("not yet"));
  }
}
