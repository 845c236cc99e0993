package io.sampo.cluster.scenario;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Time between two questions to an API that can only be asked. */
public final class Pause {

  private Pause() {}

  public static void of(Duration duration) {
    LockSupport.parkNanos(duration.toNanos());
    if (Thread.currentThread().isInterrupted()) {
      throw new ScenarioException("Interrupted while waiting");
    }
  }
}
