package io.sampo.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that a test may need and a machine may lack; then the test is skipped and says why. */
final class Programs {
  private static final long PATIENCE_SECONDS = 60;

  private Programs() {}

  /** What {@code kubectl kustomize} makes of a folder, without asking any cluster. */
  static String kustomize(Path folder) {
    return output(List.of("kubectl", "kustomize", folder.toString()), folder);
  }

  /** Skips the test that calls it where a program is not on the PATH. */
  static void assume(String program) {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    assumeTrue(there, "Expected %s on the PATH, but it is not there.".formatted(program));
  }

  /** What a program writes to its standard output; it must end well. */
  static String output(List<String> command, Path directory) {
    assume(command.get(0));
    try {
      Path errors = Files.createTempFile("sampo-deploy", ".err");
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new AssertionError(
            "Expected %s to end well, but:%n%s".formatted(command, Files.readString(errors)));
      }
      Files.delete(errors);
      return output;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new AssertionError(
          "Expected %s to end, but was interrupted".formatted(command), stopped);
    }
  }
}
