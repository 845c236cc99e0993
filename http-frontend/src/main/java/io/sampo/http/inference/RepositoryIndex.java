package io.sampo.http.inference;

import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.http.inference.RepositoryEntry.State;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** From the catalog to the words of the repository. Pure. */
final class RepositoryIndex {

  private RepositoryIndex() {}

  /** All versions of all models, by name; a model that was never loaded is one entry. */
  static List<RepositoryEntry> of(CatalogSnapshot catalog) {
    List<RepositoryEntry> entries = new ArrayList<>();
    for (ModelSummary model : new TreeMap<>(catalog.models()).values()) {
      if (wasNeverLoaded(model)) {
        entries.add(new RepositoryEntry(model.name().value(), "", State.UNKNOWN, ""));
      } else {
        model.versions().forEach(version -> entries.add(entry(model, version)));
      }
    }
    return entries;
  }

  private static boolean wasNeverLoaded(ModelSummary model) {
    return model.deployment().weights().isEmpty() && model.replicas().isEmpty();
  }

  private static RepositoryEntry entry(ModelSummary model, VersionSummary version) {
    VersionName name = version.specification().name();
    State state = state(model, name);
    return new RepositoryEntry(
        model.name().value(), name.value(), state, reason(model, version, state));
  }

  private static State state(ModelSummary model, VersionName version) {
    Set<ReplicaPhase> phases = EnumSet.noneOf(ReplicaPhase.class);
    for (ReplicaStatus replica : model.replicas()) {
      if (replica.replica().modelVersion().version().equals(version)) {
        phases.add(replica.phase());
      }
    }
    if (phases.contains(ReplicaPhase.READY)) {
      return State.READY;
    }
    if (phases.contains(ReplicaPhase.LOADING) || phases.contains(ReplicaPhase.WARMING)) {
      return State.LOADING;
    }
    if (isKept(model, version)) {
      return State.LOADING;
    }
    return phases.contains(ReplicaPhase.DRAINING) ? State.UNLOADING : State.UNAVAILABLE;
  }

  /** Whether there is to be a replica at all times. */
  private static boolean isKept(ModelSummary model, VersionName version) {
    return isWanted(model, version) && model.deployment().scaling().minimumReplicas() > 0;
  }

  private static boolean isWanted(ModelSummary model, VersionName version) {
    return model.deployment().servesAnything() && model.deployment().weights().containsKey(version);
  }

  private static String reason(ModelSummary model, VersionSummary version, State state) {
    if (version.state() == VersionState.REJECTED) {
      return version.message();
    }
    return switch (state) {
      case LOADING -> String.join("; ", model.placementReasons());
      case UNAVAILABLE ->
          isWanted(model, version.specification().name()) ? "loaded on demand" : "unloaded";
      case READY, UNLOADING, UNKNOWN -> "";
    };
  }
}
