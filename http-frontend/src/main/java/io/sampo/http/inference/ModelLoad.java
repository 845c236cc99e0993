package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.VersionState;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * What has to become of a model until it counts as loaded: each of its versions has a ready replica
 * that is not one of the old ones.
 *
 * @param versions those that the deployment wants
 * @param old replicas that do not count
 */
record ModelLoad(ModelName model, Set<VersionName> versions, Set<ReplicaId> old) {

  ModelLoad {
    requireNonNull(model, "model is null");
    versions = Set.copyOf(versions);
    old = Set.copyOf(old);
  }

  /** Any replica counts. */
  static ModelLoad ofReadiness(ModelName model, Deployment deployment) {
    return new ModelLoad(model, deployment.weights().keySet(), Set.of());
  }

  /** Only those count that are not there yet. */
  static ModelLoad ofRenewal(ModelSummary model) {
    Set<ReplicaId> known =
        model.replicas().stream().map(ReplicaStatus::replica).collect(Collectors.toSet());
    return new ModelLoad(model.name(), model.deployment().weights().keySet(), known);
  }

  /** Whether somebody has asked for it already, here or at another frontend. */
  static boolean isUnderWay(ModelSummary model) {
    return model.deployment().servesAnything()
        && model.deployment().scaling().minimumReplicas() > 0
        && model.deployment().weights().keySet().stream()
            .anyMatch(version -> isComing(model, version));
  }

  private static boolean isComing(ModelSummary model, VersionName version) {
    return model.readyReplicas(version) == 0
        || model.replicas().stream()
            .filter(replica -> replica.replica().modelVersion().version().equals(version))
            .anyMatch(
                replica ->
                    replica.phase() == ReplicaPhase.LOADING
                        || replica.phase() == ReplicaPhase.WARMING);
  }

  /**
   * Completes when the catalog shows it.
   *
   * @return fails with a {@link PlatformException} if that becomes impossible, or takes too long
   */
  CompletionStage<Void> whenReady(Catalog catalog, Duration patience) {
    CompletableFuture<Void> ready = new CompletableFuture<>();
    Catalog.Subscription subscription = catalog.subscribe(snapshot -> look(snapshot, ready));
    look(catalog.current(), ready);
    return ready
        .orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((nothing, failure) -> subscription.close())
        .exceptionally(
            failure -> {
              Throwable cause =
                  failure instanceof CompletionException ? failure.getCause() : failure;
              throw cause instanceof TimeoutException
                  ? tooSlow(catalog.current(), patience)
                  : new CompletionException(cause);
            });
  }

  private void look(CatalogSnapshot snapshot, CompletableFuture<Void> ready) {
    Optional<ModelSummary> known = snapshot.model(model.value());
    if (known.isEmpty()) {
      return;
    }
    for (VersionName version : versions) {
      known
          .get()
          .version(version)
          .filter(summary -> summary.state() == VersionState.REJECTED)
          .ifPresent(rejected -> ready.completeExceptionally(failed(rejected.message())));
    }
    if (versions.stream().allMatch(version -> hasNewReplica(known.get(), version))) {
      ready.complete(null);
    }
  }

  private boolean hasNewReplica(ModelSummary summary, VersionName version) {
    return summary.replicas().stream()
        .filter(replica -> replica.phase() == ReplicaPhase.READY)
        .map(ReplicaStatus::replica)
        .anyMatch(
            replica -> replica.modelVersion().version().equals(version) && !old.contains(replica));
  }

  private PlatformException failed(String message) {
    return new PlatformException(
        ErrorCode.CONFLICT, "failed to load '%s', %s".formatted(model, message));
  }

  private PlatformException tooSlow(CatalogSnapshot snapshot, Duration patience) {
    String reasons =
        snapshot
            .model(model.value())
            .map(summary -> String.join("; ", summary.placementReasons()))
            .orElse("");
    return new PlatformException(
        ErrorCode.MODEL_NOT_READY,
        "failed to load '%s', it was not ready within %d s%s"
            .formatted(model, patience.toSeconds(), reasons.isEmpty() ? "" : ": " + reasons));
  }
}
