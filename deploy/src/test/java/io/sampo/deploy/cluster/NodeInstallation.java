package io.sampo.deploy.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The jars of a node as the build has put them together for the launcher and the image. Pods run on
 * these and not on the class path of the tests, which has other versions of some libraries.
 */
final class NodeInstallation {

  private static final String JAR = "sampo-test-cluster-";

  private NodeInstallation() {}

  static String classPath() {
    Path target = Path.of(System.getProperty("sampo.home", "")).resolve("test-cluster/target");
    try (Stream<Path> files = Files.list(target)) {
      Path jar =
          files
              .filter(file -> file.getFileName().toString().startsWith(JAR))
              .filter(file -> file.toString().endsWith(".jar"))
              .findFirst()
              .orElseThrow(() -> new IllegalStateException("Expected a jar in [" + target + "]."));
      return jar + File.pathSeparator + target.resolve("lib").resolve("*");
    } catch (IOException failure) {
      throw new IllegalStateException(
          "Expected the build of test-cluster in [" + target + "], but " + failure, failure);
    }
  }
}
