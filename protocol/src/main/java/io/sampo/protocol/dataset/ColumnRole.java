package io.sampo.protocol.dataset;

/** What a column is for. */
public enum ColumnRole {
  FEATURE,
  TARGET,
  IGNORED
}
