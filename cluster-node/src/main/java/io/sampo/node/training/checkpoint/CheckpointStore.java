package io.sampo.node.training.checkpoint;

import static java.util.Objects.requireNonNull;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.training.Checkpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes, reads, checks and deletes checkpoints in the artifact store. Thread-safe; every method
 * blocks.
 */
public final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  private final ArtifactStore store;

  public CheckpointStore(ArtifactStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  /**
   * Stores all parts, then the manifest that names them: whatever ends it before leaves parts that
   * nobody names, and no checkpoint.
   *
   * @return the address of the manifest
   */
  public ArtifactHash write(CheckpointCopy copy) {
    SafetensorsFile parameters =
        SafetensorsFile.ofParameters(copy.job(), copy.step(), copy.layout(), copy.parameters());
    SafetensorsFile state =
        SafetensorsFile.ofOptimizerState(copy.job(), copy.step(), copy.optimizerState());
    Checkpoint checkpoint =
        new Checkpoint(
            copy.step(),
            store.put(new ByteArrayInputStream(copy.module())),
            copy.module().length,
            store.put(state.content()),
            store.put(parameters.content()),
            parameters.bytes());
    return putManifest(checkpoint);
  }

  private ArtifactHash putManifest(Checkpoint checkpoint) {
    return store.put(new ByteArrayInputStream(CheckpointManifest.format(checkpoint)));
  }

  /**
   * What the manifest names; the files themselves are not looked at.
   *
   * @throws PlatformException ARTIFACT_UNAVAILABLE or ARTIFACT_INVALID
   */
  public Checkpoint read(ArtifactHash manifest) {
    requireNonNull(manifest, "manifest is null");
    try (InputStream in = Files.newInputStream(store.verified(manifest))) {
      return CheckpointManifest.parse(in.readNBytes(CheckpointManifest.MAXIMUM_BYTES));
    } catch (IOException e) {
      throw unavailable(manifest, e);
    }
  }

  /**
   * As {@link #read}, and every file that a worker needs is there, with the bytes of its hash.
   *
   * @throws PlatformException ARTIFACT_UNAVAILABLE or ARTIFACT_INVALID
   */
  public Checkpoint verified(ArtifactHash manifest) {
    Checkpoint checkpoint = read(manifest);
    verifyParts(checkpoint);
    return checkpoint;
  }

  private void verifyParts(Checkpoint checkpoint) {
    store.verified(checkpoint.module());
    store.verified(checkpoint.optimizerState());
  }

  /** A checkpoint that can be read, with the address of its manifest. */
  public record Found(Checkpoint checkpoint, ArtifactHash manifest) {}

  /**
   * The newest of these checkpoints whose parts are there and whole. Its manifest follows from it
   * and is written again, in case that was what could not be read.
   *
   * @param known published ones, in any order
   */
  public Optional<Found> newestComplete(Collection<Checkpoint> known) {
    List<Checkpoint> newestFirst =
        known.stream().sorted((one, other) -> Long.compare(other.step(), one.step())).toList();
    for (Checkpoint candidate : newestFirst) {
      try {
        verifyParts(candidate);
        return Optional.of(new Found(candidate, putManifest(candidate)));
      } catch (PlatformException refused) {
        LOG.warn(
            "The checkpoint of step [{}] cannot be used: {}",
            candidate.step(),
            refused.getMessage());
      }
    }
    return Optional.empty();
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
      channel.position(begin(checkpoint, channel));
      long bytes = channel.size() - channel.position();
      if (bytes != rest.remaining()) {
        throw new PlatformException(
            ErrorCode.ARTIFACT_INVALID,
            "Expected %d bytes of optimizer state for step [%d], but [%s] has %d"
                .formatted(
                    rest.remaining(),
                    checkpoint.step(),
                    checkpoint.optimizerState().abbreviated(),
                    bytes));
      }
      while (rest.hasRemaining() && channel.read(rest) >= 0) {
        // Short reads are allowed.
      }
    } catch (IOException e) {
      throw unavailable(checkpoint.optimizerState(), e);
    }
  }

  /** Where the floats begin: a file of our own, whose hash was checked, has one tensor. */
  private static long begin(Checkpoint checkpoint, FileChannel channel) throws IOException {
    if (checkpoint.parameters() == null) {
      return 0;
    }
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (length.hasRemaining() && channel.read(length) >= 0) {
      // Short reads are allowed.
    }
    return Long.BYTES + length.getLong(0);
  }

  /**
   * Deletes what belongs to a checkpoint alone: its manifest, its optimizer state and its
   * parameters, which name their job and step and therefore are nobody else's. The module stays: it
   * is shared by its hash with the model version that it was promoted to, and with any job that
   * came to the same parameters, and which of them still need it no single entity knows. For the
   * same reason nothing of a checkpoint without parameters is deleted.
   *
   * @param kept of the same job, whose files stay
   */
  public void delete(Checkpoint dropped, Collection<Checkpoint> kept) {
    if (dropped.parameters() == null || kept.contains(dropped)) {
      return;
    }
    Set<ArtifactHash> needed = new HashSet<>();
    kept.forEach(checkpoint -> files(checkpoint).forEach(needed::add));
    // The manifest first: what it names must be there for as long as it is.
    store.delete(CheckpointManifest.address(dropped));
    files(dropped).filter(file -> !needed.contains(file)).forEach(store::delete);
  }

  private static Stream<ArtifactHash> files(Checkpoint checkpoint) {
    return Stream.of(checkpoint.optimizerState(), checkpoint.parameters());
  }

  private static PlatformException unavailable(ArtifactHash hash, IOException cause) {
    return new PlatformException(
        ErrorCode.ARTIFACT_UNAVAILABLE,
        "Expected to read [%s], but %s".formatted(hash.abbreviated(), cause),
        cause);
  }
}
