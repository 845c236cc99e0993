package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

/**
 * One column of a CSV file.
 *
 * @param kind of its values; of a target: a number, or a category for a class
 */
public record CsvColumn(String name, ColumnRole role, ValueKind kind) {
  public CsvColumn {
    requireNonNull(name, "name is null");
    requireNonNull(role, "role is null");
    requireNonNull(kind, "kind is null");
    if (name.isBlank()) {
      throw new IllegalArgumentException("Expected a column with a name, but was [" + name + "]");
    }
  }
}
