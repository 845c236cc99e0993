package io.sampo.node.training.checkpoint;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.training.KillableProcess;
import io.sampo.protocol.id.ArtifactHash;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A process that writes one checkpoint after the other into a store and says so, as a job would
 * have them published. It may be told after how many bytes to end as a killed process does: without
 * a last word, with what it has written so far in the hands of the system.
 */
final class CheckpointingProcess {
  /** Before the step and the address of the manifest. */
  static final String PUBLISHED = "published ";

  private static final int BYTES_AT_ONCE = 64;

  private CheckpointingProcess() {}

  /**
   * @param arguments directory of the store; first and last step; bytes until it is killed, the end
   *     of a file counted as one, or -1
   */
  public static void main(String[] arguments) {
    ArtifactStore directory = DirectoryArtifactStore.open(Path.of(arguments[0]), Clock.systemUTC());
    CheckpointStore checkpoints =
        new CheckpointStore(new MortalStore(directory, Long.parseLong(arguments[3])));
    long last = Long.parseLong(arguments[2]);
    for (long step = Long.parseLong(arguments[1]); step <= last; step++) {
      ArtifactHash manifest = checkpoints.write(CheckpointSamples.copy(step));
      KillableProcess.say(PUBLISHED + step + " " + manifest);
    }
  }

  /** Ends its process when so many bytes, and ends, have reached their files. */
  private static final class MortalStore extends ForwardingStore {
    private long left;

    MortalStore(ArtifactStore store, long bytes) {
      super(store);
      this.left = bytes < 0 ? Long.MAX_VALUE : bytes;
    }

    @Override
    public ArtifactHash put(InputStream content) {
      ArtifactHash stored = super.put(new Mortal(content));
      KillableProcess.say("stored " + stored);
      return stored;
    }

    /** What was read before the store reads on is in its file. */
    private final class Mortal extends InputStream {
      private final InputStream content;

      Mortal(InputStream content) {
        this.content = content;
      }

      @Override
      public int read() {
        throw new UnsupportedOperationException("Expected reads of many bytes");
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (left == 0) {
          Runtime.getRuntime().halt(KillableProcess.KILLED);
        }
        int most = (int) Math.min(Math.min(length, BYTES_AT_ONCE), left);
        int count = content.read(buffer, offset, most);
        left -= Math.max(1, count);
        return count;
      }
    }
  }
}
