package io.sampo.protocol.dataset;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the columns of a CSV file mean. All columns are named here, also those to ignore, so that a
 * file with one more or one less is noticed.
 *
 * @param header whether the first row holds names; they may come in another order than here.
 *     Without a header the columns are in this order
 * @param delimiter between cells, one character
 * @param columns in the order that features have in a sample
 */
public record CsvLayout(boolean header, String delimiter, List<CsvColumn> columns) {
  /** Bounds what a summary says about each of them. */
  public static final int MOST_COLUMNS = 1000;

  public CsvLayout {
    columns = List.copyOf(columns);
    if (delimiter.length() != 1 || "\"\r\n".contains(delimiter)) {
      throw new IllegalArgumentException(
          "Expected a delimiter of one character that is no quote and no line break, but was ["
              + delimiter
              + "]");
    }
    if (columns.size() > MOST_COLUMNS) {
      throw new IllegalArgumentException(
          "Expected at most %d columns, but there are %d".formatted(MOST_COLUMNS, columns.size()));
    }
    requireDifferentNames(columns);
    if (columns.stream().noneMatch(column -> column.role() == ColumnRole.FEATURE)) {
      throw new IllegalArgumentException("Expected at least one FEATURE column, but got none");
    }
    requireTargets(columns);
  }

  private static void requireDifferentNames(List<CsvColumn> columns) {
    Set<String> names = new HashSet<>();
    for (CsvColumn column : columns) {
      if (!names.add(column.name())) {
        throw new IllegalArgumentException(
            "Expected columns with different names, but [" + column.name() + "] is there twice");
      }
    }
  }

  private static void requireTargets(List<CsvColumn> columns) {
    List<CsvColumn> targets = with(ColumnRole.TARGET, columns);
    long classes = targets.stream().filter(each -> each.kind() == ValueKind.CATEGORY).count();
    if (targets.isEmpty() || (classes > 0 && targets.size() > 1)) {
      throw new IllegalArgumentException(
          "Expected TARGET columns to be one CATEGORY or any number of NUMBER, but got " + targets);
    }
  }

  public List<CsvColumn> features() {
    return with(ColumnRole.FEATURE, columns);
  }

  /** One category, or at least one number. */
  public List<CsvColumn> targets() {
    return with(ColumnRole.TARGET, columns);
  }

  private static List<CsvColumn> with(ColumnRole role, List<CsvColumn> columns) {
    return columns.stream().filter(column -> column.role() == role).toList();
  }
}
