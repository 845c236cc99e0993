package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ModelVersion;
import java.util.Optional;

/**
 * Names one counter of one model version in distributed data, as {@code model/version/COUNTER} or
 * {@code model/version/COUNTER/batchSize}.
 *
 * @param batchSize counts forwards of so many items only; 0 counts all. Above eight items only
 *     powers of two are told apart, see {@link #batchClass}, so that keys stay few
 */
public record StatisticsKey(ModelVersion version, ServingCounter counter, int batchSize) {

  private static final int EXACT = 8;

  public StatisticsKey {
    requireNonNull(version, "version is null");
    requireNonNull(counter, "counter is null");
    if (batchSize < 0) {
      throw new IllegalArgumentException(
          "Expected a batchSize of 0 or more, but was [" + batchSize + "]");
    }
  }

  /** Of all forwards. */
  public static StatisticsKey of(ModelVersion version, ServingCounter counter) {
    return new StatisticsKey(version, counter, 0);
  }

  /** The batch size under which a forward of so many items is counted: the next power of two. */
  public static int batchClass(int items) {
    return items <= EXACT ? items : Integer.highestOneBit(items - 1) << 1;
  }

  /** Empty for what a newer node has written. */
  public static Optional<StatisticsKey> parse(String text) {
    String[] parts = text.split("/");
    if (parts.length < 3 || parts.length > 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new StatisticsKey(
              ModelVersion.of(parts[0], parts[1]),
              ServingCounter.valueOf(parts[2]),
              parts.length == 4 ? Integer.parseInt(parts[3]) : 0));
    } catch (IllegalArgumentException unknown) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    String key = version.model() + "/" + version.version() + "/" + counter;
    return batchSize == 0 ? key : key + "/" + batchSize;
  }
}
