package io.sampo.http.catalog;

import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.training.JobSummary;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The catalog while it is put together from its buckets, and the rule when it counts as filled. Not
 * thread-safe.
 */
final class CatalogBuckets {

  private final Map<String, Map<String, ModelSummary>> models = new HashMap<>();
  private final Map<String, Map<String, JobSummary>> jobs = new HashMap<>();
  private final Map<String, Map<String, DatasetSummary>> datasets = new HashMap<>();
  private Map<String, DeviceReport> devices = Map.of();

  private final CatalogSettings settings;
  private final Set<String> unread = new HashSet<>();
  private Instant startedAt;
  private Instant changedAt;
  private Instant entriesChangedAt;
  private boolean filled;

  CatalogBuckets(CatalogSettings settings, Set<String> buckets, Instant now) {
    this.settings = settings;
    this.startedAt = now;
    this.changedAt = now;
    this.entriesChangedAt = now;
    unread.addAll(buckets);
  }

  /** The node is a member from now on; the time in which the catalog has to settle begins. */
  void begin(Instant now) {
    startedAt = now;
    entriesChangedAt = now;
  }

  void putModels(String bucket, Map<String, ModelSummary> entries, Instant now) {
    put(models, bucket, entries, now);
  }

  void putJobs(String bucket, Map<String, JobSummary> entries, Instant now) {
    put(jobs, bucket, entries, now);
  }

  void putDatasets(String bucket, Map<String, DatasetSummary> entries, Instant now) {
    put(datasets, bucket, entries, now);
  }

  /** Reports change every second and say nothing of whether the catalog is complete. */
  void putDevices(Map<String, DeviceReport> entries, Instant now) {
    devices = entries;
    changedAt = now;
  }

  /** The other nodes' copies of this bucket were read. */
  void markRead(String bucket) {
    unread.remove(bucket);
  }

  boolean isUnread(String bucket) {
    return unread.contains(bucket);
  }

  /** Once true, for good. */
  boolean isFilled(Instant now) {
    if (!filled) {
      boolean settled = !now.isBefore(entriesChangedAt.plus(settings.settleTime()));
      boolean late = !now.isBefore(startedAt.plus(settings.settleLimit()));
      filled = unread.isEmpty() && (settled || late);
    }
    return filled;
  }

  CatalogSnapshot snapshot(Instant now) {
    return new CatalogSnapshot(
        merged(models), merged(jobs), merged(datasets), devices, isFilled(now), changedAt);
  }

  private <S> void put(
      Map<String, Map<String, S>> buckets, String bucket, Map<String, S> entries, Instant now) {
    Map<String, S> before = buckets.put(bucket, entries);
    changedAt = now;
    if (before == null || !before.keySet().equals(entries.keySet())) {
      entriesChangedAt = now;
    }
  }

  private static <S> Map<String, S> merged(Map<String, Map<String, S>> buckets) {
    Map<String, S> all = new HashMap<>();
    buckets.values().forEach(all::putAll);
    return all;
  }
}
