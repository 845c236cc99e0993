package io.sampo.node.artifact;

import io.sampo.protocol.id.ArtifactHash;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Has every artifact, but no bytes: for engines that do not read them. */
public final class FakeArtifactStore implements ArtifactStore {

  @Override
  public ArtifactHash put(InputStream content) {
    throw new UnsupportedOperationException("Expected no upload in this test");
  }

  @Override
  public Path verified(ArtifactHash hash) {
    return Path.of(hash.value());
  }

  @Override
  public InputStream open(ArtifactHash hash) {
    return InputStream.nullInputStream();
  }

  @Override
  public boolean exists(ArtifactHash hash) {
    return true;
  }

  @Override
  public boolean delete(ArtifactHash hash) {
    return false;
  }

  @Override
  public List<StoredArtifact> list() {
    return List.of();
  }
}
