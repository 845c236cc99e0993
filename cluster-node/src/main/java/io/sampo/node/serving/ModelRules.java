package io.sampo.node.serving;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelEvent.DeploymentOrdered;
import io.sampo.protocol.serving.ModelEvent.DeploymentRolledBack;
import io.sampo.protocol.serving.ModelEvent.DeploymentSet;
import io.sampo.protocol.serving.ModelEvent.LoadBegun;
import io.sampo.protocol.serving.ModelEvent.LoadEnded;
import io.sampo.protocol.serving.ModelEvent.LoadKilledNode;
import io.sampo.protocol.serving.ModelEvent.ModelDeleted;
import io.sampo.protocol.serving.ModelEvent.QuarantineLifted;
import io.sampo.protocol.serving.ModelEvent.VersionAccepted;
import io.sampo.protocol.serving.ModelEvent.VersionAdded;
import io.sampo.protocol.serving.ModelEvent.VersionRejected;
import io.sampo.protocol.serving.ModelProtocol.AddVersion;
import io.sampo.protocol.serving.ModelProtocol.Change;
import io.sampo.protocol.serving.ModelProtocol.DeleteModel;
import io.sampo.protocol.serving.ModelProtocol.DeployVersion;
import io.sampo.protocol.serving.ModelProtocol.LiftQuarantine;
import io.sampo.protocol.serving.ModelProtocol.RollBackDeployment;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What may happen to a model, and what it comes to; for its deployment see {@link DeploymentRules}.
 * Pure.
 */
final class ModelRules {
  /** Failures that no other node and no later time will mend. */
  private static final Set<ErrorCode> VERDICTS =
      Set.of(ErrorCode.ARTIFACT_INVALID, ErrorCode.SIGNATURE_MISMATCH, ErrorCode.UNSUPPORTED);

  /**
   * A permitted change.
   *
   * @param events empty if everything is so already
   * @param version the version that was added, or null
   */
  record Decision(List<ModelEvent> events, VersionName version) {
    Decision {
      events = List.copyOf(events);
    }

    static Outcome<Decision> of(ModelEvent event) {
      return Outcome.of(new Decision(List.of(event), null));
    }

    static Outcome<Decision> unchanged() {
      return Outcome.of(new Decision(List.of(), null));
    }
  }

  private ModelRules() {}

  static Outcome<Decision> decide(ModelName model, ModelState state, Change change) {
    if (change instanceof AddVersion add) {
      return decide(model, state, add);
    }
    if (change instanceof SetDeployment set) {
      return DeploymentRules.decide(model, state, set);
    }
    if (change instanceof DeployVersion deploy) {
      return DeploymentRules.decide(model, state, deploy);
    }
    if (change instanceof RollBackDeployment rollBack) {
      return DeploymentRules.decide(model, state, rollBack);
    }
    if (change instanceof DeleteModel delete) {
      return decide(model, state, delete);
    }
    return decide(model, state, (LiftQuarantine) change);
  }

  private static Outcome<Decision> decide(ModelName model, ModelState state, AddVersion add) {
    Optional<VersionSummary> known =
        add.name() == null ? findSame(state, add) : find(state, add.name());
    if (known.isPresent()) {
      VersionSpecification specification = known.get().specification();
      if (isSame(specification, add)) {
        return Outcome.of(new Decision(List.of(), specification.name()));
      }
      return Outcome.refused(
          ErrorCode.CONFLICT,
          "Expected a new version or the same again, but [%s/%s] has another artifact or signature"
              .formatted(model, add.name()));
    }
    VersionName name = add.name() == null ? nextName(state) : add.name();
    VersionSpecification specification =
        new VersionSpecification(
            name, add.artifact(), add.artifactBytes(), add.signature(), add.source(), add.at());
    return Outcome.of(new Decision(List.of(new VersionAdded(specification)), name));
  }

  private static Outcome<Decision> decide(ModelName model, ModelState state, DeleteModel delete) {
    if (state.versionsEver() == 0) {
      return Outcome.refused(notFound(model).refusal());
    }
    return state.versions().isEmpty()
        ? Decision.unchanged()
        : Decision.of(new ModelDeleted(delete.at()));
  }

  private static Outcome<Decision> decide(ModelName model, ModelState state, LiftQuarantine lift) {
    if (state.versions().isEmpty()) {
      return Outcome.refused(notFound(model).refusal());
    }
    return state.deaths().isEmpty()
        ? Decision.unchanged()
        : Decision.of(new QuarantineLifted(lift.at()));
  }

  /** What was observed counts once, and only on a version or a load that is still there. */
  static Outcome<Decision> decide(ModelState state, List<ModelEvent> observed) {
    List<ModelEvent> news = new ArrayList<>();
    ModelState current = state;
    for (ModelEvent event : observed) {
      ModelState next = apply(current, event);
      if (!next.equals(current)) {
        news.add(event);
      }
      current = next;
    }
    return Outcome.of(new Decision(news, null));
  }

  static Outcome<Decision> notFound(ModelName model) {
    return Outcome.refused(
        ErrorCode.MODEL_NOT_FOUND, "Expected a known model, but there is no [" + model + "]");
  }

  /** What the fate of a replica says about a version that is being checked. */
  static Optional<ModelEvent> verdict(ModelState state, ReplicaStatus status, Instant now) {
    VersionName name = status.replica().modelVersion().version();
    boolean checking =
        find(state, name).filter(version -> version.state() == VersionState.CHECKING).isPresent();
    if (checking && status.phase() == ReplicaPhase.READY) {
      return Optional.of(new VersionAccepted(name, now));
    }
    if (checking
        && status.phase() == ReplicaPhase.FAILED
        && VERDICTS.contains(status.failure().code())) {
      return Optional.of(new VersionRejected(name, status.failure().message(), now));
    }
    return Optional.empty();
  }

  static ModelState apply(ModelState state, ModelEvent event) {
    if (event instanceof VersionAdded added) {
      List<VersionSummary> versions = new ArrayList<>(state.versions());
      versions.add(new VersionSummary(added.specification(), VersionState.CHECKING, ""));
      return state.withVersions(versions, state.versionsEver() + 1);
    }
    if (event instanceof VersionAccepted accepted) {
      return DeploymentRules.settled(judged(state, accepted.version(), VersionState.AVAILABLE, ""));
    }
    if (event instanceof VersionRejected rejected) {
      return DeploymentRules.settled(
          judged(state, rejected.version(), VersionState.REJECTED, rejected.message()));
    }
    if (event instanceof ModelDeleted) {
      return ModelState.of(List.of(), Deployment.NONE, state.versionsEver());
    }
    return applyToDeployment(state, event);
  }

  private static ModelState applyToDeployment(ModelState state, ModelEvent event) {
    if (event instanceof DeploymentSet set) {
      return DeploymentRules.apply(state, set);
    }
    if (event instanceof DeploymentOrdered order) {
      return DeploymentRules.apply(state, order);
    }
    if (event instanceof DeploymentRolledBack rolledBack) {
      return DeploymentRules.apply(state, rolledBack);
    }
    return applyToLoads(state, event);
  }

  private static ModelState applyToLoads(ModelState state, ModelEvent event) {
    if (event instanceof LoadBegun begun) {
      return Quarantine.begun(state, begun.attempt());
    }
    if (event instanceof LoadEnded ended) {
      return Quarantine.ended(state, ended.replica());
    }
    if (event instanceof LoadKilledNode killed) {
      return Quarantine.killed(state, killed.replica(), killed.death());
    }
    if (event instanceof QuarantineLifted) {
      return state.withLoads(state.openLoads(), List.of());
    }
    throw new IllegalStateException("Expected a known event, but was [" + event + "]");
  }

  static Optional<VersionSummary> find(ModelState state, VersionName name) {
    return state.versions().stream()
        .filter(version -> version.specification().name().equals(name))
        .findFirst();
  }

  private static ModelState judged(
      ModelState state, VersionName name, VersionState verdict, String message) {
    List<VersionSummary> versions =
        state.versions().stream()
            .map(
                version ->
                    version.specification().name().equals(name)
                            && version.state() == VersionState.CHECKING
                        ? new VersionSummary(version.specification(), verdict, message)
                        : version)
            .toList();
    return state.withVersions(versions, state.versionsEver());
  }

  /** Nobody named it, so the same upload from the same source is the same version. */
  private static Optional<VersionSummary> findSame(ModelState state, AddVersion add) {
    return state.versions().stream()
        .filter(version -> version.state() != VersionState.REJECTED)
        .filter(version -> isSame(version.specification(), add))
        .filter(version -> version.specification().source().equals(add.source()))
        .findFirst();
  }

  private static boolean isSame(VersionSpecification known, AddVersion add) {
    return known.artifact().equals(add.artifact()) && known.signature().equals(add.signature());
  }

  /** The next number that is free: somebody may have chosen a number by hand. */
  private static VersionName nextName(ModelState state) {
    int number = state.versionsEver() + 1;
    while (find(state, new VersionName(Integer.toString(number))).isPresent()) {
      number++;
    }
    return new VersionName(Integer.toString(number));
  }
}
