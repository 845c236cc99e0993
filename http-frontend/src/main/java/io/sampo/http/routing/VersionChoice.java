package io.sampo.http.routing;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Which version answers a request that names none, and which versions can answer at all. */
public final class VersionChoice {

  private VersionChoice() {}

  /**
   * One of the weighted versions, at random by weight; versions with a ready replica first. Empty
   * if the deployment wants none.
   */
  public static Optional<VersionSummary> choose(ModelSummary model, RandomGenerator random) {
    List<VersionSummary> served =
        model.versions().stream()
            .filter(version -> isServed(model, version))
            .filter(version -> weight(model, version) > 0)
            .toList();
    if (served.size() <= 1) {
      return served.stream().findFirst();
    }
    List<VersionSummary> ready =
        served.stream().filter(version -> model.readyReplicas(name(version)) > 0).toList();
    return Optional.of(byWeight(model, ready.isEmpty() ? served : ready, random));
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
    return model.readyReplicas(name(version)) > 0;
  }

  private static VersionSummary byWeight(
      ModelSummary model, List<VersionSummary> versions, RandomGenerator random) {
    long total = versions.stream().mapToLong(version -> weight(model, version)).sum();
    long drawn = random.nextLong(total);
    for (VersionSummary version : versions) {
      drawn -= weight(model, version);
      if (drawn < 0) {
        return version;
      }
    }
    throw new IllegalStateException("Expected weights that add up to [" + total + "]");
  }

  private static int weight(ModelSummary model, VersionSummary version) {
    return model.deployment().weights().getOrDefault(name(version), 0);
  }

  private static VersionName name(VersionSummary version) {
    return version.specification().name();
  }
}
