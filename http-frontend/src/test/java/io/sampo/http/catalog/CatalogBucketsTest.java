package io.sampo.http.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.Fixtures;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogBucketsTest {

  private static final Instant START = Instant.EPOCH;
  private static final CatalogSettings SETTINGS =
      new CatalogSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofSeconds(3),
          Duration.ofMillis(20));

  private final CatalogBuckets buckets =
      new CatalogBuckets(SETTINGS, Set.of("model-0", "model-1"), START);

  private static Instant after(long millis) {
    return START.plusMillis(millis);
  }

  @Test
  void isNotFilledBeforeEveryBucketWasRead() {
    buckets.markRead("model-0");

    assertThat(buckets.isFilled(after(60_000))).isFalse();
    assertThat(buckets.isUnread("model-1")).isTrue();
  }

  @Test
  void isFilledOnceReadAndStill() {
    buckets.markRead("model-0");
    buckets.markRead("model-1");
    buckets.putModels("model-0", Map.of("m", Fixtures.model("m", true)), after(800));

    assertThat(buckets.isFilled(after(1500))).isFalse();
    assertThat(buckets.isFilled(after(1800))).isTrue();
  }

  @Test
  void countsFromTheTimeAtWhichTheNodeBecameAMember() {
    buckets.begin(after(60_000));
    buckets.markRead("model-0");
    buckets.markRead("model-1");

    assertThat(buckets.isFilled(after(60_999))).isFalse();
    assertThat(buckets.isFilled(after(61_000))).isTrue();
  }

  @Test
  void staysFilledWhenEntriesComeLater() {
    buckets.markRead("model-0");
    buckets.markRead("model-1");
    assertThat(buckets.isFilled(after(1000))).isTrue();

    buckets.putModels("model-0", Map.of("m", Fixtures.model("m", true)), after(2000));

    assertThat(buckets.snapshot(after(2001)).filled()).isTrue();
  }

  @Test
  void doesNotWaitForeverForEntriesThatKeepComing() {
    buckets.markRead("model-0");
    buckets.markRead("model-1");
    for (int i = 0; i < 100; i++) {
      buckets.putModels("model-0", Map.of("m" + i, Fixtures.model("m" + i, true)), after(i * 500L));
      assertThat(buckets.isFilled(after(i * 500L))).isEqualTo(i >= 40);
    }
  }

  @Test
  void forgetsEntriesThatWereRemoved() {
    buckets.putModels("model-0", Map.of("a", Fixtures.model("a", true)), after(1));
    buckets.putModels("model-1", Map.of("b", Fixtures.model("b", true)), after(2));
    buckets.putModels("model-0", Map.of(), after(3));

    CatalogSnapshot snapshot = buckets.snapshot(after(4));
    assertThat(snapshot.models()).containsOnlyKeys("b");
    assertThat(snapshot.changedAt()).isEqualTo(after(3));
  }
}
