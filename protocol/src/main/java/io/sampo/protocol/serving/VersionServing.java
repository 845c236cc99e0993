package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.VersionName;
import java.util.List;

/**
 * What is asked of a version, and what its owner wants because of it.
 *
 * @param wantedReplicas within the bounds of the deployment
 * @param quarantine why no replica of it may be started, or null
 * @param loads the latest of its replicas; always empty in the catalog, where they would change
 *     every second
 */
public record VersionServing(
    VersionName version, int wantedReplicas, PlatformError quarantine, List<ReplicaLoad> loads)
    implements WireMessage {
  public VersionServing {
    requireNonNull(version, "version is null");
    loads = List.copyOf(loads);
  }
}
