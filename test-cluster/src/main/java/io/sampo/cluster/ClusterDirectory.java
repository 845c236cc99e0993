package io.sampo.cluster;

import io.sampo.cluster.process.LaunchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Where a local cluster keeps what: {@code artifacts}, {@code cassandra}, {@code nodes/node-1} and
 * so on, {@code logs}, {@code operator-token}.
 */
record ClusterDirectory(Path root) {

  private static final int TOKEN_BYTES = 24;

  Path artifacts() {
    return root.resolve("artifacts");
  }

  Path cassandra() {
    return root.resolve("cassandra");
  }

  Path node(String name) {
    return root.resolve("nodes").resolve(name);
  }

  Path log(String name) {
    return root.resolve("logs").resolve(name + ".log");
  }

  Path operatorToken() {
    return root.resolve("operator-token");
  }

  /** Makes the directories, and a token for this cluster if it has none yet. */
  void prepare() {
    try {
      Files.createDirectories(artifacts());
      Files.createDirectories(cassandra());
      Files.createDirectories(root.resolve("logs"));
      if (!Files.exists(operatorToken())) {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        Files.createFile(
            operatorToken(),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(operatorToken(), HexFormat.of().formatHex(random) + "\n");
      }
    } catch (IOException failure) {
      throw new LaunchException("Expected to write in [" + root + "], but " + failure, failure);
    }
  }

  String readOperatorToken() {
    try {
      return Files.readString(operatorToken()).strip();
    } catch (IOException failure) {
      throw new LaunchException(
          "Expected to read [" + operatorToken() + "], but " + failure, failure);
    }
  }
}
