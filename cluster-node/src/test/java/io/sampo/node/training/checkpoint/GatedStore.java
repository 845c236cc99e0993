package io.sampo.node.training.checkpoint;

import io.sampo.node.artifact.ArtifactStore;
import io.sampo.protocol.id.ArtifactHash;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A store whose writes begin only when the gate is opened. */
public final class GatedStore extends ForwardingStore {
  private static final long PATIENCE_SECONDS = 60;

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch gate = new CountDownLatch(1);

  public GatedStore(ArtifactStore store) {
    super(store);
  }

  /** Waits until somebody wants to write. */
  public void awaitArrival() {
    pass(arrived);
  }

  public void open() {
    gate.countDown();
  }

  private static void pass(CountDownLatch latch) {
    try {
      if (!latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Expected the gate to be passed, but nothing came");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public ArtifactHash put(InputStream content) {
    arrived.countDown();
    pass(gate);
    return super.put(content);
  }
}
