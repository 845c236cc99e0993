package io.sampo.node.management;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.NodeRoles;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Started: this node has read from the journal once. After that it is green for good, because a
 * journal that goes away later must not take a node out of service: inference goes on without it. A
 * node without the role {@code coordinator} needs no journal.
 */
public final class JournalCheck implements Supplier<CompletionStage<Boolean>> {
  private static final Logger LOG = LoggerFactory.getLogger(JournalCheck.class);

  private final Supplier<? extends CompletionStage<?>> read;
  private volatile boolean done;

  /** As Pekko Management makes it. */
  public JournalCheck(ActorSystem system) {
    this(
        Cluster.get(system).selfMember().hasRole(NodeRoles.COORDINATOR),
        new JournalProbe(system)::read);
  }

  /**
   * @param read fails if the journal cannot be read, after a while at the latest
   */
  JournalCheck(boolean needsJournal, Supplier<? extends CompletionStage<?>> read) {
    this.done = !needsJournal;
    this.read = requireNonNull(read, "read is null");
  }

  @Override
  public CompletionStage<Boolean> get() {
    if (done) {
      return CompletableFuture.completedFuture(true);
    }
    return read.get().handle((answer, failure) -> onRead(failure));
  }

  private boolean onRead(Throwable failure) {
    if (failure != null) {
      LOG.info("Expected the journal to be read, but {}", failure.toString());
      return false;
    }
    done = true;
    return true;
  }
}
