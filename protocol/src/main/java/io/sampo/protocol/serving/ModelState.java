package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import java.util.List;

/**
 * The durable state of a model, as its snapshots hold it.
 *
 * @param versions oldest first
 * @param versionsEver how many versions were ever added; numbers are not used twice
 */
public record ModelState(List<VersionSummary> versions, Deployment deployment, int versionsEver)
    implements WireMessage {
  public static final ModelState EMPTY = new ModelState(List.of(), Deployment.NONE, 0);

  public ModelState {
    requireNonNull(deployment, "deployment is null");
    versions = List.copyOf(versions);
  }
}
