package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import java.util.List;

/**
 * The durable state of a model, as its snapshots hold it.
 *
 * @param versions oldest first
 * @param history of the deployment
 * @param versionsEver how many versions were ever added; numbers are not used twice
 * @param openLoads attempts whose end is not known
 * @param deaths of nodes that loaded an artifact of this model, oldest first
 */
public record ModelState(
    List<VersionSummary> versions,
    Deployment deployment,
    DeploymentHistory history,
    int versionsEver,
    List<LoadAttempt> openLoads,
    List<NodeDeath> deaths)
    implements WireMessage {
  public static final ModelState EMPTY = of(List.of(), Deployment.NONE, 0);

  public ModelState {
    requireNonNull(deployment, "deployment is null");
    requireNonNull(history, "history is null");
    versions = List.copyOf(versions);
    openLoads = List.copyOf(openLoads);
    deaths = List.copyOf(deaths);
  }

  public ModelState withVersions(List<VersionSummary> others, int everAdded) {
    return new ModelState(others, deployment, history, everAdded, openLoads, deaths);
  }

  public ModelState withDeployment(Deployment other, DeploymentHistory otherHistory) {
    return new ModelState(versions, other, otherHistory, versionsEver, openLoads, deaths);
  }

  public ModelState withLoads(List<LoadAttempt> otherLoads, List<NodeDeath> otherDeaths) {
    return new ModelState(versions, deployment, history, versionsEver, otherLoads, otherDeaths);
  }

  /** Without any load under way, without a death and without a past. */
  public static ModelState of(
      List<VersionSummary> versions, Deployment deployment, int versionsEver) {
    return new ModelState(
        versions, deployment, DeploymentHistory.NONE, versionsEver, List.of(), List.of());
  }
}
