package io.sampo.node.serving;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.DeploymentHistory;
import io.sampo.protocol.serving.ModelEvent.DeploymentOrdered;
import io.sampo.protocol.serving.ModelEvent.DeploymentRolledBack;
import io.sampo.protocol.serving.ModelEvent.DeploymentSet;
import io.sampo.protocol.serving.ModelProtocol.Change;
import io.sampo.protocol.serving.ModelProtocol.DeployVersion;
import io.sampo.protocol.serving.ModelProtocol.RollBackDeployment;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the deployment of a model changes: somebody sets it, a promotion puts its version in, or it
 * is rolled back. A deployment that is replaced is kept, up to {@link #FORMER_KEPT} of them, if it
 * served anything: a roll-back takes the newest of these and is itself nothing to go back to, so
 * that several walk back step by step. Pure.
 */
final class DeploymentRules {
  static final int FORMER_KEPT = 10;

  private static final int ALL_TRAFFIC = 100;

  private DeploymentRules() {}

  /** Who wants a deployment now has reason to believe that it works. */
  static boolean isWordOfAPerson(Change change) {
    return change instanceof SetDeployment || change instanceof RollBackDeployment;
  }

  static Outcome<ModelRules.Decision> decide(ModelName model, ModelState state, SetDeployment set) {
    if (state.versions().isEmpty()) {
      return ModelRules.notFound(model);
    }
    for (VersionName name : set.deployment().weights().keySet()) {
      Optional<PlatformError> unfit = unfit(model, state, name);
      if (unfit.isPresent()) {
        return Outcome.refused(unfit.get());
      }
    }
    // Who sets what is set already still has the last word.
    boolean unchanged =
        set.deployment().equals(state.deployment()) && state.history().awaited() == null;
    return unchanged
        ? ModelRules.Decision.unchanged()
        : ModelRules.Decision.of(new DeploymentSet(set.deployment(), set.at()));
  }

  static Outcome<ModelRules.Decision> decide(
      ModelName model, ModelState state, DeployVersion deploy) {
    if (state.versions().isEmpty()) {
      return ModelRules.notFound(model);
    }
    Optional<PlatformError> unfit = unfit(model, state, deploy.version());
    if (unfit.isPresent()) {
      return Outcome.refused(unfit.get());
    }
    return state.history().ordered().contains(deploy.version())
        ? ModelRules.Decision.unchanged()
        : ModelRules.Decision.of(new DeploymentOrdered(deploy.version(), deploy.at()));
  }

  static Outcome<ModelRules.Decision> decide(
      ModelName model, ModelState state, RollBackDeployment rollBack) {
    if (state.versions().isEmpty()) {
      return ModelRules.notFound(model);
    }
    Deployment previous = state.history().previous();
    if (previous == null) {
      return Outcome.refused(
          ErrorCode.CONFLICT,
          "Expected an earlier deployment of [%s] to roll back to, but there is none"
              .formatted(model));
    }
    for (VersionName name : previous.weights().keySet()) {
      Optional<PlatformError> unfit =
          unfit(model, state, name).or(() -> quarantine(state, name, rollBack.at()));
      if (unfit.isPresent()) {
        return Outcome.refused(
            ErrorCode.CONFLICT,
            "Expected an earlier deployment that can be served again, but it has [%s/%s]: %s"
                .formatted(model, name, unfit.get().message()));
      }
    }
    return ModelRules.Decision.of(new DeploymentRolledBack(previous, rollBack.at()));
  }

  /** Why the version can never be part of a deployment. */
  private static Optional<PlatformError> unfit(
      ModelName model, ModelState state, VersionName name) {
    Optional<VersionSummary> version = ModelRules.find(state, name);
    if (version.isEmpty()) {
      return Optional.of(
          new PlatformError(
              ErrorCode.VERSION_NOT_FOUND,
              "Expected a known version, but there is no [%s/%s]".formatted(model, name)));
    }
    if (version.get().state() == VersionState.REJECTED) {
      return Optional.of(
          new PlatformError(
              ErrorCode.CONFLICT,
              "Expected a version that can be served, but [%s/%s] was rejected: %s"
                  .formatted(model, name, version.get().message())));
    }
    return Optional.empty();
  }

  private static Optional<PlatformError> quarantine(
      ModelState state, VersionName name, Instant now) {
    return ModelRules.find(state, name).flatMap(version -> Quarantine.of(state, version, now));
  }

  /** Takes back an order that is still open: the last word counts. */
  static ModelState apply(ModelState state, DeploymentSet set) {
    return replaced(state, set.deployment(), state.history().ordered());
  }

  static ModelState apply(ModelState state, DeploymentOrdered order) {
    DeploymentHistory history = state.history();
    Set<VersionName> ordered = new HashSet<>(history.ordered());
    ordered.add(order.version());
    return settled(
        state.withDeployment(
            state.deployment(), new DeploymentHistory(history.former(), ordered, order.version())));
  }

  static ModelState apply(ModelState state, DeploymentRolledBack rolledBack) {
    DeploymentHistory history = state.history();
    List<Deployment> earlier = history.former().subList(0, history.former().size() - 1);
    return state.withDeployment(
        rolledBack.deployment(), new DeploymentHistory(earlier, history.ordered(), null));
  }

  /** After a version was judged: an order for it is carried out, or can never be. */
  static ModelState settled(ModelState state) {
    DeploymentHistory history = state.history();
    if (history.awaited() == null) {
      return state;
    }
    VersionState awaited =
        ModelRules.find(state, history.awaited()).map(VersionSummary::state).orElse(null);
    if (awaited == VersionState.CHECKING) {
      return state;
    }
    return awaited == VersionState.AVAILABLE
        ? replaced(state, allTo(history.awaited(), state.deployment()), history.ordered())
        : state.withDeployment(
            state.deployment(), new DeploymentHistory(history.former(), history.ordered(), null));
  }

  private static ModelState replaced(ModelState state, Deployment next, Set<VersionName> ordered) {
    Deployment present = state.deployment();
    List<Deployment> former = new ArrayList<>(state.history().former());
    if (present.servesAnything() && !present.equals(next)) {
      former.add(present);
    }
    int surplus = Math.max(0, former.size() - FORMER_KEPT);
    return state.withDeployment(
        next, new DeploymentHistory(former.subList(surplus, former.size()), ordered, null));
  }

  /** The version in the place of all others, and one replica where there were none to be. */
  private static Deployment allTo(VersionName version, Deployment present) {
    Map<VersionName, Integer> weights = new HashMap<>();
    Traffic traffic = present.traffic();
    if (version.equals(traffic.shadow())) {
      traffic = new Traffic(traffic.stickyHeader(), null, 0);
    } else if (traffic.shadow() != null) {
      weights.put(traffic.shadow(), 0);
    }
    weights.put(version, ALL_TRAFFIC);
    Scaling scaling = present.servesAnything() ? present.scaling() : Scaling.fixed(1);
    return new Deployment(weights, scaling, present.batching(), traffic);
  }
}
