package io.sampo.node.training.checkpoint;

import static java.util.Objects.requireNonNull;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.node.artifact.StoredArtifact;
import io.sampo.protocol.id.ArtifactHash;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** A store that is another one in everything but what a subclass changes. */
abstract class ForwardingStore implements ArtifactStore {
  private final ArtifactStore store;

  ForwardingStore(ArtifactStore store) {
    this.store = requireNonNull(store, "store is null");
  }

  @Override
  public ArtifactHash put(InputStream content) {
    return store.put(content);
  }

  @Override
  public Path verified(ArtifactHash hash) {
    return store.verified(hash);
  }

  @Override
  public InputStream open(ArtifactHash hash) {
    return store.open(hash);
  }

  @Override
  public boolean exists(ArtifactHash hash) {
    return store.exists(hash);
  }

  @Override
  public boolean delete(ArtifactHash hash) {
    return store.delete(hash);
  }

  @Override
  public List<StoredArtifact> list() {
    return store.list();
  }
}
