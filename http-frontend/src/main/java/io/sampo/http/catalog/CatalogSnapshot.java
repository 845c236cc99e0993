package io.sampo.http.catalog;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.training.JobSummary;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * All summaries of the cluster at one moment, as this node knows them. Immutable; keys are names.
 *
 * @param devices by node address
 * @param filled whether this was read from the other nodes and stood still for a while; before
 *     that, a missing entry means nothing
 * @param changedAt when the newest change arrived
 */
public record CatalogSnapshot(
    Map<String, ModelSummary> models,
    Map<String, JobSummary> jobs,
    Map<String, DatasetSummary> datasets,
    Map<String, DeviceReport> devices,
    boolean filled,
    Instant changedAt) {

  public CatalogSnapshot {
    requireNonNull(changedAt, "changedAt is null");
    models = Map.copyOf(models);
    jobs = Map.copyOf(jobs);
    datasets = Map.copyOf(datasets);
    devices = Map.copyOf(devices);
  }

  public static CatalogSnapshot empty(Instant now) {
    return new CatalogSnapshot(Map.of(), Map.of(), Map.of(), Map.of(), false, now);
  }

  public Optional<ModelSummary> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  public Optional<JobSummary> job(String id) {
    return Optional.ofNullable(jobs.get(id));
  }

  public Optional<DatasetSummary> dataset(String name) {
    return Optional.ofNullable(datasets.get(name));
  }
}
