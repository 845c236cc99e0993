package io.sampo.cluster.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir private Path parent;

  @Test
  void refusesASecondUserAndNamesTheFirst() {
    Path path = parent.resolve("state");
    try (DataDirectory first = DataDirectory.open(path)) {
      assertThatThrownBy(() -> DataDirectory.open(path))
          .isInstanceOf(LaunchException.class)
          .hasMessageContaining(first.path().toString())
          .hasMessageContaining("[" + ProcessHandle.current().pid() + "]");
    }
  }

  @Test
  void isFreeAgainAfterItsUserAndKeepsItsFiles() throws IOException {
    // given
    Path path = parent.resolve("state");
    try (DataDirectory first = DataDirectory.open(path)) {
      Files.writeString(first.path().resolve("kept"), "content");
    }
    // when
    try (DataDirectory second = DataDirectory.open(path)) {
      // then
      assertThat(second.path().resolve("kept")).hasContent("content");
    }
  }

  @Test
  void aTemporaryOneIsGoneAfterUse() throws IOException {
    // given
    DataDirectory temporary = DataDirectory.temporary();
    Files.createDirectories(temporary.path().resolve("a/b"));
    // when
    temporary.close();
    // then
    assertThat(temporary.path()).doesNotExist();
  }
}
