package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.entity.Entities;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelProtocol.DescribeModel;
import io.sampo.protocol.serving.ModelProtocol.ReloadModel;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The models of the cluster as a repository whose models are loaded and unloaded. What is asked
 * holds for the cluster and not for this node, and goes on if whoever asked goes away. Thread-safe.
 */
public final class ModelRepository {

  private final Catalog catalog;
  private final Entities entities;
  private final Clock clock;
  private final Duration answerTimeout;
  private final Duration loadTimeout;
  private final ConcurrentMap<ModelName, CompletableFuture<Void>> loads = new ConcurrentHashMap<>();

  /**
   * @param answerTimeout how long an entity may take to answer
   * @param loadTimeout how long a model may take to become ready
   */
  public ModelRepository(
      Catalog catalog,
      Entities entities,
      Clock clock,
      Duration answerTimeout,
      Duration loadTimeout) {
    this.catalog = requireNonNull(catalog, "catalog is null");
    this.entities = requireNonNull(entities, "entities is null");
    this.clock = requireNonNull(clock, "clock is null");
    this.answerTimeout = requireNonNull(answerTimeout, "answerTimeout is null");
    this.loadTimeout = requireNonNull(loadTimeout, "loadTimeout is null");
  }

  /**
   * All versions of all models.
   *
   * @param onlyReady leaves out those that do not answer
   */
  public List<RepositoryEntry> index(boolean onlyReady) {
    return RepositoryIndex.of(catalog.current()).stream()
        .filter(entry -> !onlyReady || entry.state() == RepositoryEntry.State.READY)
        .toList();
  }

  /**
   * Deploys the newest version of a model that is not deployed, or renews the replicas of one that
   * is; what serves goes on serving. Completes when the model is ready. Several at once are one.
   *
   * @return fails with a {@link PlatformException} that says why the model did not become ready
   */
  public CompletionStage<Void> load(String name) {
    ModelName model = name(name);
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> under = loads.putIfAbsent(model, mine);
    if (under != null) {
      return under;
    }
    describe(model, "load")
        .thenCompose(this::begin)
        .thenCompose(load -> load.whenReady(catalog, loadTimeout))
        .whenComplete(
            (ready, failure) -> {
              loads.remove(model, mine);
              if (failure == null) {
                mine.complete(null);
              } else {
                mine.completeExceptionally(failure);
              }
            });
    return mine;
  }

  /** Tells the entity what has to be told, and gives what to wait for. */
  private CompletionStage<ModelLoad> begin(ModelSummary model) {
    if (ModelLoad.isUnderWay(model)) {
      return CompletableFuture.completedFuture(
          ModelLoad.ofReadiness(model.name(), model.deployment()));
    }
    if (isOnDemand(model.deployment())) {
      return deploy(model.name(), kept(model.deployment()));
    }
    if (model.deployment().servesAnything()) {
      return ask(model.name(), "load", reply -> new ReloadModel(clock.instant(), reply))
          .thenApply(ignored -> ModelLoad.ofRenewal(model));
    }
    return deploy(model.name(), Deployment.of(newest(model).specification().name(), 1));
  }

  private CompletionStage<ModelLoad> deploy(ModelName model, Deployment deployment) {
    return ask(model, "load", reply -> new SetDeployment(deployment, clock.instant(), reply))
        .thenApply(ignored -> ModelLoad.ofReadiness(model, deployment));
  }

  private static boolean isOnDemand(Deployment deployment) {
    return deployment.servesAnything() && deployment.scaling().minimumReplicas() == 0;
  }

  /** Whoever loads a model does not want to wait for it again. */
  private static Deployment kept(Deployment deployment) {
    Scaling scaling = deployment.scaling();
    return deployment.withScaling(
        new Scaling(
            1,
            scaling.maximumReplicas(),
            scaling.targetQueueTime(),
            scaling.scaleUpDelay(),
            scaling.scaleDownDelay()));
  }

  private static VersionSummary newest(ModelSummary model) {
    VersionSummary newest = null;
    for (VersionSummary version : model.versions()) {
      boolean better =
          newest == null
              || newest.state() != VersionState.AVAILABLE
              || version.state() == VersionState.AVAILABLE;
      if (version.state() != VersionState.REJECTED && better) {
        newest = version;
      }
    }
    if (newest == null) {
      throw new PlatformException(
          ErrorCode.CONFLICT,
          "failed to load '%s', none of its versions can be served".formatted(model.name()));
    }
    return newest;
  }

  /**
   * Takes a model off all devices. Completes as soon as that is decided; requests under way finish.
   *
   * @return fails with a {@link PlatformException} if there is no such model
   */
  public CompletionStage<Void> unload(String name) {
    return describe(name(name), "unload")
        .thenCompose(
            model -> {
              Deployment nothing = model.deployment().withScaling(Scaling.fixed(0));
              return ask(
                  model.name(),
                  "unload",
                  reply -> new SetDeployment(nothing, clock.instant(), reply));
            })
        .thenApply(ignored -> null);
  }

  private static ModelName name(String name) {
    try {
      return new ModelName(name);
    } catch (IllegalArgumentException impossible) {
      throw Refusal.invalid(impossible.getMessage());
    }
  }

  private CompletionStage<ModelSummary> describe(ModelName model, String verb) {
    return ask(model, verb, DescribeModel::new);
  }

  private CompletionStage<ModelSummary> ask(ModelName model, String verb, ModelQuestion question) {
    return entities
        .<ModelSummary>model(model, answerTimeout, question::to)
        .thenApply(outcome -> answered(model, verb, outcome));
  }

  private static ModelSummary answered(
      ModelName model, String verb, Outcome<ModelSummary> outcome) {
    if (outcome.isRefused()) {
      throw new PlatformException(
          outcome.refusal().code(),
          "failed to %s '%s', %s".formatted(verb, model, outcome.refusal().message()));
    }
    return outcome.value();
  }
}
