package io.sampo.http.routing;

import io.sampo.http.catalog.CatalogSnapshot;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Which version answers a request that names none, and which versions can answer at all. */
public final class VersionChoice {

  private VersionChoice() {}

  /**
   * One of the weighted versions, at random by weight; versions with a ready replica first. While
   * none of them has one, a version that they are about to replace answers, if it still can. Empty
   * if the deployment wants none.
   */
  public static Optional<VersionSummary> choose(ModelSummary model, RandomGenerator random) {
    List<VersionSummary> weighted = weighted(model);
    if (weighted.isEmpty()) {
      return Optional.empty();
    }
    List<VersionSummary> ready = ready(model, weighted);
    if (ready.isEmpty()) {
      return standIn(model).or(() -> Optional.of(byWeight(model, weighted, random)));
    }
    return Optional.of(ready.size() == 1 ? ready.get(0) : byWeight(model, ready, random));
  }

  private static List<VersionSummary> ready(ModelSummary model, List<VersionSummary> versions) {
    List<VersionSummary> ready = new ArrayList<>(versions.size());
    for (VersionSummary version : versions) {
      if (isReady(model, version)) {
        ready.add(version);
      }
    }
    return ready;
  }

  /**
   * The newest version that is not deployed any more and still has a ready replica: its owner keeps
   * that one for as long as what replaces it is not ready.
   */
  private static Optional<VersionSummary> standIn(ModelSummary model) {
    return model.versions().stream()
        .filter(version -> version.state() == VersionState.AVAILABLE)
        .filter(version -> !model.deployment().weights().containsKey(name(version)))
        .filter(version -> isReady(model, version))
        .reduce((older, newer) -> newer);
  }

  /** A plain loop, since every request comes here. */
  private static List<VersionSummary> weighted(ModelSummary model) {
    List<VersionSummary> weighted = new ArrayList<>(2);
    for (VersionSummary version : model.versions()) {
      if (weight(model, version) > 0 && isServed(model, version)) {
        weighted.add(version);
      }
    }
    return weighted;
  }

  /**
   * As {@link #choose(ModelSummary, RandomGenerator)}, unless the deployment wants requests with
   * the same value of a header to stay with one version. That version depends on nothing but the
   * value and the weights, so that it is the same at every frontend, also while it has no replica.
   *
   * @param headers the request's, by name; empty for one that it does not have
   */
  public static Optional<VersionSummary> choose(
      ModelSummary model, Function<String, Optional<String>> headers, RandomGenerator random) {
    String sticky = model.deployment().traffic().stickyHeader();
    Optional<String> value = sticky.isEmpty() ? Optional.empty() : headers.apply(sticky);
    return value.isPresent() ? sticky(model, value.get()) : choose(model, random);
  }

  private static Optional<VersionSummary> sticky(ModelSummary model, String value) {
    List<VersionSummary> weighted = weighted(model);
    if (weighted.isEmpty()) {
      return Optional.empty();
    }
    weighted.sort(Comparator.comparing(version -> name(version).value()));
    long total = total(model, weighted);
    return Optional.of(at(model, weighted, Long.remainderUnsigned(StableHash.of(value), total)));
  }

  /** Whether requests for the version can be answered, now or as soon as a replica is ready. */
  public static boolean isServed(ModelSummary model, VersionSummary version) {
    Deployment deployment = model.deployment();
    return version.state() != VersionState.REJECTED
        && deployment.scaling().maximumReplicas() > 0
        && deployment.weights().containsKey(name(version));
  }

  /** Whether requests for the version are answered at this moment. */
  public static boolean isReady(ModelSummary model, VersionSummary version) {
    return model.isReady(name(version));
  }

  /**
   * Whether requests for the version are worth keeping: they are answered now, or as soon as a
   * replica is ready. Of a model that a node which is starting does not know yet, nothing is said.
   */
  public static boolean isAvailable(CatalogSnapshot catalog, ModelVersion wanted) {
    return catalog
        .model(wanted.model().value())
        .map(model -> isAvailable(model, wanted.version()))
        .orElse(!catalog.filled());
  }

  private static boolean isAvailable(ModelSummary model, VersionName wanted) {
    return model.versions().stream()
        .filter(version -> name(version).equals(wanted))
        .anyMatch(version -> isServed(model, version) || isReady(model, version));
  }

  private static VersionSummary byWeight(
      ModelSummary model, List<VersionSummary> versions, RandomGenerator random) {
    return at(model, versions, random.nextLong(total(model, versions)));
  }

  private static long total(ModelSummary model, List<VersionSummary> versions) {
    return versions.stream().mapToLong(version -> weight(model, version)).sum();
  }

  /** The version at a place of the line on which each is as long as its weight. */
  private static VersionSummary at(ModelSummary model, List<VersionSummary> versions, long place) {
    long left = place;
    for (VersionSummary version : versions) {
      left -= weight(model, version);
      if (left < 0) {
        return version;
      }
    }
    throw new IllegalStateException("Expected weights beyond [" + place + "]");
  }

  private static int weight(ModelSummary model, VersionSummary version) {
    return model.deployment().weights().getOrDefault(name(version), 0);
  }

  private static VersionName name(VersionSummary version) {
    return version.specification().name();
  }
}
