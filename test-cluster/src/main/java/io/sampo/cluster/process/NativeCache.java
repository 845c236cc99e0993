package io.sampo.cluster.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The native libraries of PyTorch, 430 MB, which are unpacked once per cache directory. Several
 * nodes that start together on an empty cache would queue for it; here it is done before them, in a
 * process of its own, so that the launcher stays free of native memory.
 */
public final class NativeCache {

  private static final String UNPACKER = "io.sampo.node.engine.djl.DjlNatives";
  private static final String LIBRARY = "libtorch.so";

  private final List<String> flags;
  private final Map<String, String> environment;

  /**
   * @param flags of the JVM that unpacks, the same as those of a node
   * @param environment what is added to that of this process; it may move the cache
   */
  public NativeCache(List<String> flags, Map<String, String> environment) {
    this.flags = List.copyOf(flags);
    this.environment = Map.copyOf(environment);
  }

  /** Starts to unpack, unless everything is there. */
  public Optional<ChildProcess> launch(Path logFile) {
    if (isFilled()) {
      return Optional.empty();
    }
    return Optional.of(
        new JavaProcess(
                "natives",
                UNPACKER,
                JavaProcess.ownClassPath(),
                flags,
                List.of(),
                environment,
                logFile)
            .start());
  }

  /** Waits for {@link #launch}; the child must have ended well. */
  public static void await(ChildProcess unpacker, Duration patience) {
    if (unpacker.awaitExit(patience) && unpacker.exitCode().orElseThrow() == 0) {
      return;
    }
    String log = unpacker.excerpt();
    unpacker.kill();
    throw new LaunchException("Expected the PyTorch libraries to be unpacked, but:\n" + log);
  }

  /** DJL moves a complete directory into place, so a library there means that all are. */
  private boolean isFilled() {
    Path cache = directory();
    if (!Files.isDirectory(cache)) {
      return false;
    }
    try (Stream<Path> found = Files.find(cache, 2, (path, attributes) -> path.endsWith(LIBRARY))) {
      return found.findAny().isPresent();
    } catch (IOException unreadable) {
      return false;
    }
  }

  private Path directory() {
    String set = environment.getOrDefault("DJL_CACHE_DIR", System.getenv("DJL_CACHE_DIR"));
    Path root = set == null ? Path.of(System.getProperty("user.home"), ".djl.ai") : Path.of(set);
    return root.resolve("pytorch");
  }
}
