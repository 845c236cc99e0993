package io.sampo.node;

import static java.util.Objects.requireNonNull;

import io.sampo.http.admin.ArtifactSink;
import io.sampo.node.artifact.ArtifactStore;
import io.sampo.protocol.id.ArtifactHash;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.StreamConverters;
import org.apache.pekko.util.ByteString;

/** Lets what the admin API receives flow into the artifact store, on threads that may block. */
final class ArtifactUploads implements ArtifactSink {
  /** A client that sends nothing for this long has gone. */
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);

  private final ActorSystem<?> system;
  private final ArtifactStore store;
  private final Executor blocking;

  ArtifactUploads(ActorSystem<?> system, ArtifactStore store, Executor blocking) {
    this.system = requireNonNull(system, "system is null");
    this.store = requireNonNull(store, "store is null");
    this.blocking = requireNonNull(blocking, "blocking is null");
  }

  @Override
  public CompletionStage<StoredArtifact> store(Source<ByteString, ?> content) {
    InputStream stream = content.runWith(StreamConverters.asInputStream(SILENCE_LIMIT), system);
    return CompletableFuture.supplyAsync(() -> put(stream), blocking);
  }

  private StoredArtifact put(InputStream content) {
    try (Counted counted = new Counted(content)) {
      ArtifactHash hash = store.put(counted);
      return new StoredArtifact(hash, counted.bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Counts what passes through. */
  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int read = super.read(buffer, offset, length);
      bytes += Math.max(0, read);
      return read;
    }
  }
}
