package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;

/**
 * What somebody needs to know to read a registered dataset as it was registered.
 *
 * @param plan what was learned then; null where inputs are passed on as they are
 */
public record PlannedDataset(DatasetSpecification specification, PreprocessingPlan plan)
    implements WireMessage {
  public PlannedDataset {
    requireNonNull(specification, "specification is null");
  }
}
