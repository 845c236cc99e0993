package io.sampo.node.training.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.training.Checkpoint;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The small file that makes a checkpoint of its parts. It is written last, so whoever can read it
 * finds everything that it names. Lines of text, in this order. Version 1 has no parameters, and
 * its optimizer state is the bare floats; it is still read, and written again for a checkpoint that
 * was read from it. So a manifest, and with it its address, follows from its checkpoint.
 */
final class CheckpointManifest {
  /** Longer than any manifest of these versions. */
  static final int MAXIMUM_BYTES = 4096;

  private static final String FIRST = "sampo-checkpoint 1";
  private static final String SECOND = "sampo-checkpoint 2";

  private CheckpointManifest() {}

  static byte[] format(Checkpoint checkpoint) {
    boolean isFirst = checkpoint.parameters() == null;
    String common =
        "%s\nstep %d\nmodule %s %d\noptimizer-state %s\n"
            .formatted(
                isFirst ? FIRST : SECOND,
                checkpoint.step(),
                checkpoint.module(),
                checkpoint.moduleBytes(),
                checkpoint.optimizerState());
    String parameters =
        isFirst
            ? ""
            : "parameters %s %d\n".formatted(checkpoint.parameters(), checkpoint.parametersBytes());
    return (common + parameters).getBytes(UTF_8);
  }

  /** Where the manifest of this checkpoint lies, if it was written. */
  static ArtifactHash address(Checkpoint checkpoint) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(format(checkpoint));
      return new ArtifactHash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Expected SHA-256 on every JVM", impossible);
    }
  }

  static Checkpoint parse(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    List<String> lines = text.lines().toList();
    boolean isFirst = lines.size() == 4 && lines.get(0).equals(FIRST);
    boolean isSecond = lines.size() == 5 && lines.get(0).equals(SECOND);
    if (!isFirst && !isSecond) {
      throw malformed(text, null);
    }
    try {
      String[] module = words(lines.get(2), "module", 3);
      String[] parameters = isFirst ? null : words(lines.get(4), "parameters", 3);
      return new Checkpoint(
          Long.parseLong(words(lines.get(1), "step", 2)[1]),
          new ArtifactHash(module[1]),
          Long.parseLong(module[2]),
          new ArtifactHash(words(lines.get(3), "optimizer-state", 2)[1]),
          isFirst ? null : new ArtifactHash(parameters[1]),
          isFirst ? 0 : Long.parseLong(parameters[2]));
    } catch (IllegalArgumentException e) {
      throw malformed(text, e);
    }
  }

  private static String[] words(String line, String name, int count) {
    String[] words = line.split(" ");
    if (words.length != count || !words[0].equals(name)) {
      throw new IllegalArgumentException("Expected [" + name + "], but was [" + line + "]");
    }
    return words;
  }

  private static PlatformException malformed(String text, Throwable cause) {
    String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
    return new PlatformException(
        ErrorCode.ARTIFACT_INVALID,
        "Expected the manifest of a checkpoint, but was [" + shown + "]",
        cause);
  }
}
