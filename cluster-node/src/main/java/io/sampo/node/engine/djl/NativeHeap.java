package io.sampo.node.engine.djl;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * What closed modules leave behind in the memory of the process. A node's allocator keeps what was
 * freed, which spares forwards many page faults, but a module that has gone is not coming back into
 * the same places. So a while after modules of some size have been closed the allocator is told to
 * give back what it does not use: once for all that were closed until then. Thread-safe.
 */
public final class NativeHeap {
  private final NativeHeapSettings settings;
  private final Runnable trim;
  private final BiConsumer<Duration, Runnable> later;

  /** Bytes of the modules that were closed since the last trim began. */
  private final AtomicLong freed = new AtomicLong();

  /**
   * @param trim gives back what the allocator does not use
   * @param later runs something after a time, in any thread that may block
   */
  NativeHeap(NativeHeapSettings settings, Runnable trim, BiConsumer<Duration, Runnable> later) {
    this.settings = requireNonNull(settings, "settings is null");
    this.trim = requireNonNull(trim, "trim is null");
    this.later = requireNonNull(later, "later is null");
  }

  /** That of this process. */
  public static NativeHeap ofThisProcess(NativeHeapSettings settings) {
    return new NativeHeap(settings, new TrimCommand(), NativeHeap::runLater);
  }

  /** Is never trimmed: for programs that end with their modules. */
  static NativeHeap untrimmed() {
    return ofThisProcess(new NativeHeapSettings(0, Duration.ZERO));
  }

  /** A module of so many bytes was closed. Returns at once. */
  void freed(long bytes) {
    long before = freed.getAndAdd(bytes);
    long enough = settings.trimAfterBytes();
    if (before < enough && before + bytes >= enough) {
      later.accept(settings.trimDelay(), this::trim);
    }
  }

  private void trim() {
    freed.set(0);
    trim.run();
  }

  private static void runLater(Duration delay, Runnable action) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(action);
  }
}
