package io.sampo.protocol.dataset;

import io.sampo.protocol.WireMessage;

/** What the journal of a dataset holds. */
public sealed interface DatasetEvent extends WireMessage {

  record DatasetRegistered(DatasetSummary summary) implements DatasetEvent {}
}
