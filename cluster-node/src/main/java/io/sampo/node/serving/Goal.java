package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ModelState;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the replicas of a model should come to.
 *
 * @param wanted how many each version should have, oldest first; none without an entry
 * @param served versions that some deployment has asked for; their ready replicas are kept until
 *     others have taken over
 * @param outdatedUpTo replicas up to this incarnation are to be replaced by new ones
 */
record Goal(
    ModelState state,
    Map<VersionName, Integer> wanted,
    Set<VersionName> served,
    long outdatedUpTo) {
  Goal {
    requireNonNull(state, "state is null");
    wanted = Collections.unmodifiableMap(new LinkedHashMap<>(wanted));
    served = Set.copyOf(served);
  }

  int wanted(VersionName version) {
    return wanted.getOrDefault(version, 0);
  }
}
