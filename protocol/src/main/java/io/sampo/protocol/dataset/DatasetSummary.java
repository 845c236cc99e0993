package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.tensor.Shape;
import java.time.Instant;

/**
 * A registered dataset, with what was read from its files. Also the state of its entity.
 *
 * @param sampleShape of one input, without a batch dimension
 * @param classes one more than the highest label
 */
public record DatasetSummary(
    DatasetSpecification specification,
    long samples,
    Shape sampleShape,
    int classes,
    Instant registeredAt)
    implements WireMessage {
  public DatasetSummary {
    requireNonNull(specification, "specification is null");
    requireNonNull(sampleShape, "sampleShape is null");
    requireNonNull(registeredAt, "registeredAt is null");
  }
}
