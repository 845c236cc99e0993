package io.sampo.node.training.checkpoint;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;

/**
 * A store whose disk takes so many bytes and no more: then the process dies, or the disk is full.
 * What was written of the last file stays behind, where an unfinished upload lies.
 */
public final class FailingStore extends ForwardingStore {

  /** The process is gone: nothing of it runs any more. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Path incoming;
  private final boolean kills;
  private long left;

  public FailingStore(ArtifactStore store, Path directory, long bytes, boolean kills) {
    super(store);
    this.incoming = directory.resolve("incoming");
    this.left = bytes;
    this.kills = kills;
  }

  @Override
  public ArtifactHash put(InputStream content) {
    try {
      byte[] bytes = content.readAllBytes();
      if (bytes.length > left) {
        Path torn = incoming.resolve(UUID.randomUUID().toString());
        Files.write(torn, Arrays.copyOf(bytes, (int) left));
        throw failure(torn);
      }
      left -= bytes.length;
      return super.put(new ByteArrayInputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PlatformException failure(Path torn) throws IOException {
    if (kills) {
      throw new Killed();
    }
    Files.delete(torn);
    return new PlatformException(
        ErrorCode.ARTIFACT_UNAVAILABLE, "Expected to store an artifact, but the disk is full");
  }
}
