package io.sampo.cluster.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LicenceTextsTest {

  @Test
  void holdsOutTheEndOfEachText() {
    LicenceTexts texts = texts("aaaaaaaaaaaaaaaaaab", "ccccccccd");

    assertThat(text(texts.training())).isEqualTo("aaaaaaaaaaaaaaaaaa" + "ccccccccd");
    assertThat(text(texts.heldOut())).isEqualTo("b\n" + "\n");
  }

  @Test
  void countsAParagraphOnceHoweverItsLinesAreBroken() {
    LicenceTexts texts =
        texts(
            "one\n\nmay be\n copied\n\n",
            "2\r\n\r\n  may be copied\r\n \r\n3\r\n4",
            "may\nbe copied");

    assertThat(text(texts.training())).isEqualTo("one\nmay be copied" + "2\n3 4\n");
    assertThat(text(texts.heldOut())).isEqualTo("\n");
  }

  @Test
  void keepsBytesThatAreNoAscii() {
    LicenceTexts texts = texts("© Ämter 中");

    assertThat(text(texts.training()) + text(texts.heldOut())).isEqualTo("© Ämter 中\n");
  }

  @Test
  void readsAFolderInTheOrderOfItsPaths(@TempDir Path folder) throws IOException {
    // given
    Files.writeString(Files.createDirectories(folder.resolve("b")).resolve("1"), "second");
    Files.writeString(Files.createDirectories(folder.resolve("a")).resolve("2"), "first");
    // when
    LicenceTexts texts = LicenceTexts.read("own".getBytes(UTF_8), folder);
    // then
    assertThat(text(texts.training())).isEqualTo("own\n" + "first\n" + "second\n");
    assertThat(texts.heldOut()).isEmpty();
  }

  @Test
  void doesWithoutTheFolder(@TempDir Path folder) {
    LicenceTexts texts = LicenceTexts.read("own".getBytes(UTF_8), folder.resolve("nowhere"));

    assertThat(text(texts.training())).isEqualTo("own\n");
  }

  private static LicenceTexts texts(String... texts) {
    return LicenceTexts.of(List.of(texts).stream().map(text -> text.getBytes(UTF_8)).toList());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
