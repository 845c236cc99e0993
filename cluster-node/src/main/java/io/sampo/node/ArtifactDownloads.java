package io.sampo.node;

import static java.util.Objects.requireNonNull;

import io.sampo.http.admin.ArtifactSource;
import io.sampo.node.artifact.ArtifactStore;
import io.sampo.protocol.id.ArtifactHash;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Lets artifacts flow out of the store to the admin API; checked on threads that may block. */
final class ArtifactDownloads implements ArtifactSource {
  private final ArtifactStore store;
  private final Executor blocking;

  ArtifactDownloads(ArtifactStore store, Executor blocking) {
    this.store = requireNonNull(store, "store is null");
    this.blocking = requireNonNull(blocking, "blocking is null");
  }

  @Override
  public CompletionStage<Source<ByteString, ?>> open(ArtifactHash hash) {
    return CompletableFuture.supplyAsync(() -> FileIO.fromPath(store.verified(hash)), blocking);
  }
}
