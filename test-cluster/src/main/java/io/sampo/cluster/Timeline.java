package io.sampo.cluster;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What happened to a cluster, and when, by a clock that never jumps. Safe for use by several
 * threads.
 */
public final class Timeline {

  private final long start = System.nanoTime();
  private final List<Entry> entries = new ArrayList<>();
  private final Consumer<Entry> listener;

  /**
   * @param listener hears each entry as it is made, in order
   */
  public Timeline(Consumer<Entry> listener) {
    this.listener = requireNonNull(listener, "listener is null");
  }

  /**
   * One thing that happened.
   *
   * @param at since the beginning of the timeline
   * @param event what, as a stable word such as {@code kill}
   * @param subject to whom, such as {@code node-2}
   */
  public record Entry(Duration at, String event, String subject) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%8.3f s  %-10s %s", seconds(at), event, subject);
    }
  }

  /** Writes down that something happens now. */
  public synchronized Entry record(String event, String subject) {
    Entry entry = new Entry(elapsed(), event, subject);
    entries.add(entry);
    listener.accept(entry);
    return entry;
  }

  /** The time since the beginning. */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  /** The latest of these, if it happened at all. */
  public synchronized Optional<Entry> last(String event, String subject) {
    return entries.stream()
        .filter(each -> each.event().equals(event) && each.subject().equals(subject))
        .reduce((earlier, later) -> later);
  }

  @Override
  public synchronized String toString() {
    return entries.stream().map(Entry::toString).collect(Collectors.joining("\n"));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
