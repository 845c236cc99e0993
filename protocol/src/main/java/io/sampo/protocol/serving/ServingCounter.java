package io.sampo.protocol.serving;

/**
 * What is counted of a model version over the whole cluster. The names are part of keys in
 * distributed data: a new meaning is a new name.
 */
public enum ServingCounter {
  /** Requests that were answered. */
  SUCCESSES,
  /** From their arrival at a replica to the end of their forward. */
  SUCCESS_NANOS,
  /** Requests that a replica refused or that failed in the forward. */
  FAILURES,
  FAILURE_NANOS,
  /** Answered requests, from their arrival at a replica to the begin of their forward. */
  QUEUE_NANOS,
  /** Answered requests, putting their inputs where the model takes them. */
  INPUT_NANOS,
  /** Answered requests, the forward. */
  INFER_NANOS,
  /** Answered requests, taking their outputs from where the model left them. */
  OUTPUT_NANOS,
  /** Items of answered requests: a batch of eight counts eight. */
  ITEMS,
  /** Forwards. */
  EXECUTIONS
}
