package io.sampo.node.artifact;

import io.sampo.protocol.id.ArtifactHash;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * Where artifacts live. Every method blocks on storage and belongs on a blocking dispatcher; every
 * method may be called from any thread at any time. Storage that fails is a {@code
 * PlatformException} with {@code ARTIFACT_UNAVAILABLE}.
 */
public interface ArtifactStore {

  /**
   * Stores everything up to the end of the stream and returns its address. When this returns the
   * bytes survive a power loss, so that an event may name them. Putting the same content twice
   * stores it once. The stream stays open.
   *
   * @throws io.sampo.protocol.error.PlatformException {@code ARTIFACT_INVALID} if the stream breaks
   *     off with an error
   */
  ArtifactHash put(InputStream content);

  /** As {@link #put(InputStream)}, from a blocking channel. */
  default ArtifactHash put(ReadableByteChannel content) {
    return put(Channels.newInputStream(content));
  }

  /**
   * A local file with exactly these bytes, hashed again on the way. The file must not be changed;
   * it stays readable at least until the artifact is deleted.
   *
   * @throws io.sampo.protocol.error.PlatformException {@code ARTIFACT_UNAVAILABLE} if the artifact
   *     is missing or its bytes are not those of its hash
   */
  Path verified(ArtifactHash hash);

  /**
   * The bytes as a stream that the caller closes. They are not verified while being read: for
   * anything that will be loaded use {@link #verified}.
   */
  InputStream open(ArtifactHash hash);

  boolean exists(ArtifactHash hash);

  /** Removes the artifact; says whether it was there. */
  boolean delete(ArtifactHash hash);

  /** Everything that is completely stored, in no particular order. */
  List<StoredArtifact> list();
}
