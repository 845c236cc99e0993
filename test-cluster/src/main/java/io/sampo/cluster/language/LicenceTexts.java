package io.sampo.cluster.language;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Texts of licences as one stream of bytes to learn from and one that is held out: the last tenth
 * of each text.
 *
 * <p>Licences repeat each other, whole or in part and with other line breaks. So a paragraph
 * becomes a line, its words one space apart, and counts once, where it comes first: otherwise much
 * of what is held out would have been learned by heart.
 */
public final class LicenceTexts {
  private static final int HELD_OUT_SHARE = 10;
  private static final long MOST_BYTES = 1 << 20;

  private final byte[] training;
  private final byte[] heldOut;

  private LicenceTexts(byte[] training, byte[] heldOut) {
    this.training = training;
    this.heldOut = heldOut;
  }

  /**
   * The files of a folder, in the order of their paths, behind another text. Files of more than 1
   * MiB are left out.
   *
   * @param first comes before them
   * @param folder for example that of the licences of a JDK; may be missing
   */
  public static LicenceTexts read(byte[] first, Path folder) {
    List<byte[]> texts = new ArrayList<>();
    texts.add(first);
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
        List<Path> ordered =
            files
                .filter(Files::isRegularFile)
                .sorted(Comparator.comparing(file -> folder.relativize(file).toString()))
                .toList();
        for (Path file : ordered) {
          if (Files.size(file) <= MOST_BYTES) {
            texts.add(Files.readAllBytes(file));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return of(texts);
  }

  /** Texts in their order. */
  public static LicenceTexts of(List<byte[]> texts) {
    ByteArrayOutputStream training = new ByteArrayOutputStream();
    ByteArrayOutputStream heldOut = new ByteArrayOutputStream();
    Set<String> seen = new HashSet<>();
    for (byte[] text : texts) {
      byte[] paragraphs = newParagraphs(text, seen);
      int split = paragraphs.length - paragraphs.length / HELD_OUT_SHARE;
      training.write(paragraphs, 0, split);
      heldOut.write(paragraphs, split, paragraphs.length - split);
    }
    return new LicenceTexts(training.toByteArray(), heldOut.toByteArray());
  }

  /** Latin-1 only makes a character of each byte, and the byte of it again. */
  private static byte[] newParagraphs(byte[] text, Set<String> seen) {
    StringBuilder paragraphs = new StringBuilder();
    for (String paragraph : new String(text, ISO_8859_1).split("\\r?\\n\\s*\\n")) {
      String words = paragraph.strip().replaceAll("\\s+", " ");
      if (!words.isEmpty() && seen.add(words)) {
        paragraphs.append(words).append('\n');
      }
    }
    return paragraphs.toString().getBytes(ISO_8859_1);
  }

  public byte[] training() {
    return training.clone();
  }

  public byte[] heldOut() {
    return heldOut.clone();
  }
}
