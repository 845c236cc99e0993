package io.sampo.node.engine.djl;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The native libraries of PyTorch: unpacked once per cache directory ({@code DJL_CACHE_DIR}),
 * loaded once per process.
 *
 * <p>DJL unpacks without a lock and deletes what looks half-done, so that processes that start
 * together on an empty cache can take the libraries from one another. Here they queue.
 */
public final class DjlNatives {
  private static final Logger log = LoggerFactory.getLogger(DjlNatives.class);
  private static final String LOCK_FILE = "sampo-natives.lock";

  /**
   * What DJL reads while it starts. Offline keeps it from calling home; one thread inside an
   * operation because parallel forwards use the cores better.
   */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "ai.djl.offline", "true",
          "ai.djl.pytorch.graph_optimizer", "false",
          "ai.djl.pytorch.num_threads", "1",
          "ai.djl.pytorch.num_interop_threads", "1");

  private static Engine engine;

  private DjlNatives() {}

  /**
   * Unpacks the libraries unless they are there, and loads them to be sure that they work. Blocks,
   * for seconds the first time.
   *
   * @return the directory of the libraries
   * @throws PlatformException INTERNAL if they cannot be unpacked or loaded
   */
  public static Path unpack() {
    start();
    return Path.of(LibUtils.getLibtorchPath());
  }

  /** Unpacks in a process of its own, so that the caller's stays free of native memory. */
  public static void main(String[] arguments) {
    System.out.println(unpack());
  }

  static synchronized Engine start() {
    if (engine == null) {
      engine = startLocked();
    }
    return engine;
  }

  private static Engine startLocked() {
    DEFAULTS.forEach(
        (key, value) -> {
          if (System.getProperty(key) == null) {
            System.setProperty(key, value);
          }
        });
    Path cache = Utils.getEngineCacheDir("pytorch");
    try {
      Files.createDirectories(cache);
      if (!Files.isWritable(cache)) {
        // Nobody can unpack here, so there is nobody to queue with.
        return startEngine(cache);
      }
      try (FileChannel channel =
              FileChannel.open(
                  cache.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        log.debug("Holding {} on {}", lock, cache);
        return startEngine(cache);
      }
    } catch (IOException e) {
      throw failure(cache, e);
    }
  }

  private static Engine startEngine(Path cache) {
    try {
      Engine started = Engine.getEngine("PyTorch");
      log.info("PyTorch {} started from {}", started.getVersion(), LibUtils.getLibtorchPath());
      return started;
    } catch (RuntimeException | LinkageError e) {
      throw failure(cache, e);
    }
  }

  private static PlatformException failure(Path cache, Throwable cause) {
    return new PlatformException(
        ErrorCode.INTERNAL,
        "Expected the PyTorch libraries to load from [%s], but: %s".formatted(cache, cause),
        cause);
  }
}
