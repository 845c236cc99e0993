package io.sampo.node.training.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.training.Checkpoint;
import java.util.List;

/**
 * The small file that makes a checkpoint of its parts. It is written last, so whoever can read it
 * finds everything that it names. Four lines of text, in this order.
 */
final class CheckpointManifest {
  /** Longer than any manifest of this version. */
  static final int MAXIMUM_BYTES = 4096;

  private static final String TITLE = "sampo-checkpoint 1";

  private CheckpointManifest() {}

  static byte[] format(Checkpoint checkpoint) {
    return "%s\nstep %d\nmodule %s %d\noptimizer-state %s\n"
        .formatted(
            TITLE,
            checkpoint.step(),
            checkpoint.module(),
            checkpoint.moduleBytes(),
            checkpoint.optimizerState())
        .getBytes(UTF_8);
  }

  static Checkpoint parse(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    List<String> lines = text.lines().toList();
    if (lines.size() != 4 || !lines.get(0).equals(TITLE)) {
      throw malformed(text, null);
    }
    try {
      String[] module = words(lines.get(2), "module", 3);
      return new Checkpoint(
          Long.parseLong(words(lines.get(1), "step", 2)[1]),
          new ArtifactHash(module[1]),
          Long.parseLong(module[2]),
          new ArtifactHash(words(lines.get(3), "optimizer-state", 2)[1]));
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
