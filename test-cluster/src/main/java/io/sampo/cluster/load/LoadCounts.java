package io.sampo.cluster.load;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the requests of a run.
 *
 * @param ok answered with a status of class 2xx and, if one was expected, the right body
 * @param statuses how many whole answers had which status
 * @param wrong answered with class 2xx, but not with the expected body
 * @param failures those without a whole answer
 * @param retried sent a second time; they count once more among the others
 * @param reconnects connections that had to be made again
 */
public record LoadCounts(
    long ok,
    Map<Integer, Long> statuses,
    long wrong,
    Failures failures,
    long retried,
    long reconnects) {

  public LoadCounts {
    statuses = Map.copyOf(statuses);
    requireNonNull(failures, "failures is null");
  }

  /**
   * @param broken the connection ended before the answer did
   * @param timedOut no whole answer in time
   * @param unsent no connection was free until the end
   */
  public record Failures(long broken, long timedOut, long unsent) {
    public long total() {
      return broken + timedOut + unsent;
    }
  }

  /** Everything that was not ok: no whole answer, another status, or a wrong body. */
  public long failed() {
    return failures.total() + wrong + refused();
  }

  /** Answered with a status outside class 2xx. */
  public long refused() {
    long refused = 0;
    for (Map.Entry<Integer, Long> each : statuses.entrySet()) {
      refused += each.getKey() / 100 == 2 ? 0 : each.getValue();
    }
    return refused;
  }

  public long withStatus(int status) {
    return statuses.getOrDefault(status, 0L);
  }

  @Override
  public String toString() {
    return "ok=%d statuses=%s wrong=%d broken=%d timedOut=%d unsent=%d retried=%d reconnects=%d"
        .formatted(
            ok,
            new TreeMap<>(statuses),
            wrong,
            failures.broken(),
            failures.timedOut(),
            failures.unsent(),
            retried,
            reconnects);
  }
}
