package io.sampo.protocol.serving;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.id.VersionName;
import java.util.List;
import java.util.Set;

/**
 * What a model keeps beside its deployment: those that came before, and what promotions have said.
 *
 * @param former deployments that served something and were replaced, oldest first; bounded by
 *     whoever writes it
 * @param ordered versions that a promotion was to deploy, whatever has become of it: an order that
 *     is said again means nothing
 * @param awaited the one of these that gets the traffic as soon as it is available; null for none
 */
public record DeploymentHistory(
    List<Deployment> former, Set<VersionName> ordered, VersionName awaited) implements WireMessage {
  public static final DeploymentHistory NONE = new DeploymentHistory(List.of(), Set.of(), null);

  public DeploymentHistory {
    former = List.copyOf(former);
    ordered = Set.copyOf(ordered);
  }

  /** The one that a roll-back goes to, or null. */
  public Deployment previous() {
    return former.isEmpty() ? null : former.get(former.size() - 1);
  }
}
