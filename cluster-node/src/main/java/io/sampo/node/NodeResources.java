package io.sampo.node;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.artifact.ReadRate;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.node.engine.djl.NativeHeap;
import io.sampo.node.engine.djl.NativeHeapSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What a node has before it has actors.
 *
 * @param artifacts shared by all nodes
 */
public record NodeResources(ArtifactStore artifacts, ModelEngine engine, Clock clock) {
  private static final String STORE = "sampo.artifact-store.uri";
  private static final String LOAD_RATE = "sampo.replica.load-rate";

  public NodeResources {
    requireNonNull(artifacts, "artifacts is null");
    requireNonNull(engine, "engine is null");
    requireNonNull(clock, "clock is null");
  }

  static NodeResources from(Config config) {
    Clock clock = Clock.systemUTC();
    return new NodeResources(
        DirectoryArtifactStore.open(storeDirectory(config), clock, loadRate(config)),
        new DjlModelEngine(NativeHeap.ofThisProcess(NativeHeapSettings.from(config))),
        clock);
  }

  private static ReadRate loadRate(Config config) {
    return new ReadRate(config.getBytes(LOAD_RATE), System::nanoTime);
  }

  private static Path storeDirectory(Config config) {
    URI uri = URI.create(config.getString(STORE));
    if (!"file".equals(uri.getScheme())) {
      throw new IllegalArgumentException(
          "Expected %s to begin with [file:], but was [%s]".formatted(STORE, uri));
    }
    return Path.of(uri.isOpaque() ? uri.getSchemeSpecificPart() : uri.getPath()).toAbsolutePath();
  }
}
