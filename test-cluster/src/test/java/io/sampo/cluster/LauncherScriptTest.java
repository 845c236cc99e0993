package io.sampo.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ./sampo} over a skeleton of the project, with a Maven and a Java that only say so. */
class LauncherScriptTest {

  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

  @TempDir private Path home;
  @TempDir private Path programs;

  static List<String> modules() throws IOException {
    String pom = Files.readString(root().resolve("pom.xml"));
    return Stream.of(pom.substring(0, pom.indexOf("<profiles>")).split("<module>"))
        .skip(1)
        .map(text -> text.substring(0, text.indexOf("</module>")))
        .toList();
  }

  @BeforeEach
  void aProjectThatIsBuilt() throws Exception {
    Files.copy(root().resolve("sampo"), home.resolve("sampo"));
    Files.copy(root().resolve("pom.xml"), home.resolve("pom.xml"));
    Files.setLastModifiedTime(home.resolve("pom.xml"), LONG_AGO);
    program(
        "java",
        "if [ \"$1\" = -version ]; then echo 'openjdk version \"17.0.1\"' >&2; exit; fi",
        "echo \"CLASSPATH $CLASSPATH OMP $OMP_NUM_THREADS\"",
        "echo \"java $*\"");
    List<String> outputs = new ArrayList<>();
    for (String module : modules()) {
      Path sources = Files.createDirectories(home.resolve(module).resolve("src/main"));
      Files.writeString(home.resolve(module).resolve("pom.xml"), "<project/>");
      Files.setLastModifiedTime(home.resolve(module).resolve("pom.xml"), LONG_AGO);
      Files.setLastModifiedTime(sources, LONG_AGO);
      outputs.add("mkdir -p " + module + "/target/lib");
    }
    program("mvn", outputs.toArray(String[]::new));
    assertThat(sampo("--version")).contains("sampo: built.");
  }

  @Test
  void doesNotBuildWhatIsBuilt() throws Exception {
    assertThat(sampo("demo", "--nodes", "4"))
        .doesNotContain("sampo: built.")
        .contains("io.sampo.launcher.Main demo --nodes 4");
  }

  @Test
  void measuresUnderTheFlagsOfANode() throws Exception {
    // given
    Files.createFile(home.resolve("benchmarks/target/sampo-benchmarks-1.jar"));
    // when
    String output = sampo("bench", "micro", "--quick");
    // then
    assertThat(output)
        .contains("/benchmarks/target/sampo-benchmarks-1.jar:" + home + "/benchmarks/target/lib/*")
        .contains(" OMP 1")
        .contains("java @" + home + "/config/src/main/resources/node-jvm.options")
        .contains("io.sampo.launcher.Main bench micro --quick");
    assertThat(sampo("bench", "serve")).doesNotContain("benchmarks/target");
  }

  @ParameterizedTest
  @MethodSource("modules")
  void buildsAgainWhenAModuleHasChanged(String module) throws Exception {
    // when
    Files.createFile(home.resolve(module).resolve("src/main/New.java"));
    // then
    assertThat(sampo("--version")).contains("sampo: built.");
    assertThat(sampo("--version")).doesNotContain("sampo: built.");
  }

  private String sampo(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", home.resolve("sampo").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_HOME");
    builder.environment().merge("PATH", programs + ":", (path, first) -> first + path);
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private void program(String name, String... lines) throws IOException {
    Path file = programs.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("sampo"))) {
      directory = directory.getParent();
    }
    return directory;
  }
}
