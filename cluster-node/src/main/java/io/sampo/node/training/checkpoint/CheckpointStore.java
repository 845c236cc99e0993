package io.sampo.node.training.checkpoint;

import static java.util.Objects.requireNonNull;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.training.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Writes and reads checkpoints in the artifact store. Thread-safe; every method blocks. */
public final class CheckpointStore {

  /** Writes a module's file. */
  @FunctionalInterface
  public interface ModuleWriter {
    void write(OutputStream out) throws IOException;
  }

  private final ArtifactStore store;

  public CheckpointStore(ArtifactStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * Stores module and optimizer state, then the manifest that names them.
   *
   * @param optimizerState read from its position on, which stays
   * @return the address of the manifest
   */
  public ArtifactHash write(long step, ModuleWriter module, ByteBuffer optimizerState) {
    ByteArrayOutputStream moduleBytes = new ByteArrayOutputStream();
    try {
      module.write(moduleBytes);
    } catch (IOException e) {
      throw new PlatformException(
          ErrorCode.INTERNAL, "Expected to write the module of step [%d]".formatted(step), e);
    }
    ArtifactHash moduleHash = store.put(new ByteArrayInputStream(moduleBytes.toByteArray()));
    ArtifactHash stateHash = store.put(new BufferInputStream(optimizerState.duplicate()));
    Checkpoint checkpoint = new Checkpoint(step, moduleHash, moduleBytes.size(), stateHash);
    return store.put(new ByteArrayInputStream(CheckpointManifest.format(checkpoint)));
  }

  /**
   * What the manifest names; the files themselves are not looked at.
   *
   * @throws PlatformException ARTIFACT_UNAVAILABLE or ARTIFACT_INVALID
   */
  public Checkpoint read(ArtifactHash manifest) {
    requireNonNull(manifest, "manifest is null");
    try (InputStream in = store.open(manifest)) {
      return CheckpointManifest.parse(in.readNBytes(CheckpointManifest.MAXIMUM_BYTES));
    } catch (IOException e) {
      throw unavailable(manifest, e);
    }
  }

  /**
   * Fills the buffer with the optimizer state of a checkpoint, from its position on, which stays.
   *
   * @throws PlatformException ARTIFACT_INVALID if its size is not the buffer's, or
   *     ARTIFACT_UNAVAILABLE
   */
  public void readOptimizerState(Checkpoint checkpoint, ByteBuffer into) {
    Path file = store.verified(checkpoint.optimizerState());
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer rest = into.duplicate();
      if (channel.size() != rest.remaining()) {
        throw new PlatformException(
            ErrorCode.ARTIFACT_INVALID,
            "Expected %d bytes of optimizer state for step [%d], but [%s] has %d"
                .formatted(
                    rest.remaining(),
                    checkpoint.step(),
                    checkpoint.optimizerState().abbreviated(),
                    channel.size()));
      }
      while (rest.hasRemaining() && channel.read(rest) >= 0) {
        // Short reads are allowed.
      }
    } catch (IOException e) {
      throw unavailable(checkpoint.optimizerState(), e);
    }
  }

  private static PlatformException unavailable(ArtifactHash hash, IOException cause) {
    return new PlatformException(
        ErrorCode.ARTIFACT_UNAVAILABLE,
        "Expected to read [%s], but %s".formatted(hash.abbreviated(), cause),
        cause);
  }
}
