package io.sampo.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real JVMs with a program of two classes in a jar. */
class ClassArchiveTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String MAPPED = "Sleeper source: shared objects file (top)";

  @TempDir private Path directory;

  @Test
  void aProcessMapsWhatOneBeforeItHadLoaded() throws IOException {
    // given
    ClassArchive archive = archive(program(jar("program.jar")));
    assertThat(archive.isMissing()).isTrue();
    // when
    leave(archive);
    // then
    assertThat(archive.isMissing()).isFalse();
    assertThat(archives()).hasSize(1);

    // when
    launch(archive).kill();
    // then
    assertThat(Files.readString(directory.resolve("loaded.log"))).contains(MAPPED);
  }

  @Test
  void whatWasBuiltAnewHasAnotherInPlaceOfTheOldOne() throws IOException {
    // given
    leave(archive(program(jar("program.jar"))));
    List<Path> before = archives();
    // when
    leave(archive(program(jar("changed.jar"))));
    // then
    assertThat(archives()).hasSize(1).doesNotContainAnyElementsOf(before);
  }

  @Test
  void aProcessThatHasEndedLeavesNothing() throws IOException {
    // given
    ClassArchive archive = archive(program(jar("program.jar")));
    ChildProcess ended = launch(archive);
    ended.kill();
    // when
    archive.writeIfMissing(ended);
    // then
    assertThat(archive.isMissing()).isTrue();
    assertThat(archives()).isEmpty();
  }

  @Test
  void directoriesHaveNone() throws IOException {
    ClassArchive archive = archive(program(Sleeper.classPath()));
    assertThat(archive.isMissing()).isFalse();
    launch(archive).kill();
  }

  private void leave(ClassArchive archive) throws IOException {
    ChildProcess child = launch(archive);
    archive.writeIfMissing(child);
    child.kill();
  }

  private ClassArchive archive(JavaProcess program) {
    return new ClassArchive(program, directory.resolve("archives"));
  }

  private ChildProcess launch(ClassArchive archive) throws IOException {
    Files.deleteIfExists(directory.resolve("child.log"));
    ChildProcess child = archive.launch(JavaProcess::start);
    Awaitility.await("the child says that it runs")
        .atMost(PATIENCE)
        .until(() -> child.tail(1).equals("asleep"));
    return child;
  }

  private JavaProcess program(String classPath) {
    return new JavaProcess(
        "sleeper",
        Sleeper.class.getName(),
        classPath,
        List.of("-Xmx32m", "-Xlog:class+load:file=" + directory.resolve("loaded.log")),
        List.of(),
        Map.of(),
        directory.resolve("child.log"));
  }

  private String jar(String name) throws IOException {
    Path jar = directory.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Class<?> each : List.of(Supervised.class, Sleeper.class)) {
        String entry = each.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(entry));
        out.write(each.getClassLoader().getResourceAsStream(entry).readAllBytes());
      }
    }
    return jar.toString();
  }

  private List<Path> archives() throws IOException {
    if (!Files.exists(directory.resolve("archives"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory.resolve("archives"))) {
      return files.toList();
    }
  }
}
