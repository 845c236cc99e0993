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
 * <p>Licences repeat each other, whole or in part and with other line breaks. So a paragraph counts
 * once, where it comes first, and none is in both streams.
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
      byte[] fresh = freshParagraphs(text, seen);
      int split = fresh.length - fresh.length / HELD_OUT_SHARE;
      training.write(fresh, 0, split);
      heldOut.write(fresh, split, fresh.length - split);
    }
    return new LicenceTexts(training.toByteArray(), heldOut.toByteArray());
  }

  /** Byte for byte what they were; Latin-1 only makes a character of each byte. */
  private static byte[] freshParagraphs(byte[] text, Set<String> seen) {
    StringBuilder fresh = new StringBuilder();
    for (String paragraph : new String(text, ISO_8859_1).split("\\r?\\n\\s*\\n")) {
      String words = paragraph.strip().replaceAll("\\s+", " ");
      if (!words.isEmpty() && seen.add(words)) {
        fresh.append(paragraph).append("\n\n");
      }
    }
    return fresh.toString().getBytes(ISO_8859_1);
  }

  public byte[] training() {
    return training.clone();
  }

  public byte[] heldOut() {
    return heldOut.clone();
  }
}
