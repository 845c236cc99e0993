package io.sampo.cluster.process;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the build has left for us below the project, which is the directory that the system property
 * {@code sampo.home} names, or the working directory, or one above it.
 */
final class BuildDirectory {

  private static final Path JARS_OF_CASSANDRA =
      Path.of("test-cluster", "cassandra", "target", "lib");

  private BuildDirectory() {}

  /** The jars of a Cassandra server. */
  static Path jarsOfCassandra() {
    return project().resolve(JARS_OF_CASSANDRA);
  }

  /** Where a {@link ClassArchive} is kept, for as long as what was built. */
  static Path classArchives() {
    return project().resolve("target").resolve("class-archives");
  }

  private static Path project() {
    Path start = Path.of(System.getProperty("sampo.home", "")).toAbsolutePath();
    for (Path each = start; each != null; each = each.getParent()) {
      if (Files.isDirectory(each.resolve(JARS_OF_CASSANDRA))) {
        return each;
      }
    }
    throw new LaunchException(
        "Expected the jars of Cassandra in ["
            + start.resolve(JARS_OF_CASSANDRA)
            + "], but there are none. Build the project first.");
  }
}
