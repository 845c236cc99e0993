package io.sampo.cluster.process;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The files of a Cassandra server: its jars, its configuration, its data. */
final class CassandraFiles {

  private final Path directory;

  CassandraFiles(Path directory) {
    this.directory = directory.toAbsolutePath();
  }

  Path yaml() {
    return directory.resolve("conf").resolve("cassandra.yaml");
  }

  Path logback() {
    return directory.resolve("conf").resolve("logback.xml");
  }

  /** Writes the configuration anew; what is in the data directories stays. */
  void write(int cqlPort, int storagePort, int sslStoragePort) {
    try {
      Files.createDirectories(directory.resolve("conf"));
      String yaml = resource("cassandra.yaml");
      for (Map.Entry<String, Object> value :
          Map.<String, Object>of(
                  "@DIRECTORY@", directory,
                  "@CQL_PORT@", cqlPort,
                  "@STORAGE_PORT@", storagePort,
                  "@SSL_STORAGE_PORT@", sslStoragePort)
              .entrySet()) {
        yaml = yaml.replace(value.getKey(), value.getValue().toString());
      }
      Files.writeString(yaml(), yaml);
      Files.writeString(logback(), resource("cassandra-logback.xml"));
    } catch (IOException failure) {
      throw new LaunchException(
          "Expected to write the configuration of Cassandra, but " + failure, failure);
    }
  }

  /**
   * The server's own jars, then the one place where {@link Supervised} is. Nothing else of ours:
   * the server and we use different versions of the same libraries.
   */
  static String classPath() {
    return BuildDirectory.jarsOfCassandra().resolve("*")
        + File.pathSeparator
        + JavaProcess.ownCode();
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = CassandraFiles.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
