package io.sampo.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountedFilesTest {

  @TempDir private Path directory;

  @Test
  void showsTheNewestVersionUnderTheSameNames() throws IOException {
    MountedFiles mounted = MountedFiles.mount(directory, Map.of("a", "1", "b", "1"));
    assertThat(Files.readString(directory.resolve("a"))).isEqualTo("1");

    mounted.update(Map.of("a", "2", "b", "2"));

    assertThat(Files.readString(directory.resolve("a"))).isEqualTo("2");
    assertThat(Files.readString(directory.resolve("b"))).isEqualTo("2");
  }

  @Test
  void changesAllFilesByOneLink() throws IOException {
    MountedFiles mounted = MountedFiles.mount(directory, Map.of("a", "1", "b", "1"));
    Path before = directory.resolve("a").toRealPath();

    mounted.update(Map.of("a", "2", "b", "2"));

    // Who has opened the old version goes on reading it.
    assertThat(Files.readString(before)).isEqualTo("1");
    assertThat(Files.readSymbolicLink(directory.resolve("a"))).isEqualTo(Path.of("..data", "a"));
    assertThat(directory.resolve("a").toRealPath().getParent())
        .isEqualTo(directory.resolve("b").toRealPath().getParent());
  }
}
