package io.sampo.node.training.data;

import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.MissingValues;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Reads a CSV file, in UTF-8, into a table. Faults name the row and the column. */
final class CsvFile {
  /** Of the values in memory; more is refused. */
  private static final long MOST_BYTES = 1L << 30;

  private final String name;
  private final CsvLayout layout;
  private final MissingValues missing;

  private CsvFile(String name, CsvLayout layout, MissingValues missing) {
    this.name = name;
    this.layout = layout;
    this.missing = missing;
  }

  /**
   * @param name of the file, for messages
   * @throws FileFormatException if it is no such table
   */
  static CsvTable read(Path file, String name, CsvLayout layout, MissingValues missing)
      throws IOException {
    // This decoder, unlike the one of a charset's name, refuses what is no UTF-8.
    try (BufferedReader input =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file), StandardCharsets.UTF_8.newDecoder()))) {
      CsvReader rows = new CsvReader(input, name, layout.delimiter().charAt(0));
      return new CsvFile(name, layout, missing).table(rows);
    } catch (CharacterCodingException malformed) {
      throw new FileFormatException("Expected UTF-8 in [" + name + "], but it is not");
    }
  }

  private CsvTable table(CsvReader rows) throws IOException {
    List<CsvColumn> order = layout.header() ? ordered(rows.read()) : layout.columns();
    List<CsvValues> values = order.stream().map(CsvValues::new).toList();
    int size = 0;
    for (List<String> cells = rows.read(); cells != null; cells = rows.read()) {
      if ((size + 1L) * values.size() * Double.BYTES > MOST_BYTES) {
        throw new FileFormatException(
            "Expected at most %d bytes of values in [%s], but there are more"
                .formatted(MOST_BYTES, name));
      }
      add(rows.row(), cells, values);
      size++;
    }
    if (size == 0) {
      throw new FileFormatException("Expected at least one row in [" + name + "], but got none");
    }
    return new CsvTable(
        layout, valuesOf(layout.features(), values), valuesOf(layout.targets(), values), size);
  }

  /** The columns in the order that the header has them in. */
  private List<CsvColumn> ordered(List<String> header) throws FileFormatException {
    List<CsvColumn> ordered = new ArrayList<>();
    List<String> names = header == null ? List.of() : header;
    for (String each : names) {
      layout.columns().stream()
          .filter(column -> column.name().equals(each))
          .findFirst()
          .ifPresent(ordered::add);
    }
    List<String> expected = layout.columns().stream().map(CsvColumn::name).toList();
    if (names.size() != expected.size()
        || ordered.size() != expected.size()
        || new HashSet<>(names).size() != expected.size()) {
      throw new FileFormatException(
          "Expected the columns %s in row 1 of [%s], in any order, but they are %s"
              .formatted(brief(expected), name, brief(names)));
    }
    return ordered;
  }

  private static String brief(List<String> names) {
    String all = names.toString();
    return all.length() <= 500 ? all : all.substring(0, 500) + "…";
  }

  private void add(long row, List<String> cells, List<CsvValues> values)
      throws FileFormatException {
    if (cells.size() != values.size()) {
      throw new FileFormatException(
          "Expected %d columns in row %d of [%s], but there are %d"
              .formatted(values.size(), row, name, cells.size()));
    }
    for (int i = 0; i < cells.size(); i++) {
      CsvValues column = values.get(i);
      if (column.column().role() != ColumnRole.IGNORED) {
        add(row, i + 1, cells.get(i), column);
      }
    }
  }

  private void add(long row, int column, String cell, CsvValues values) throws FileFormatException {
    try {
      if (cell.isEmpty() && !mayBeMissing(values.column().role())) {
        throw new IllegalArgumentException("Expected a value, but there is none");
      }
      values.add(cell);
    } catch (IllegalArgumentException fault) {
      throw new FileFormatException(
          "%s, in row %d, column %d [%s] of [%s]"
              .formatted(fault.getMessage(), row, column, values.column().name(), name));
    }
  }

  /** A target is never made up. */
  private boolean mayBeMissing(ColumnRole role) {
    return switch (missing) {
      case REFUSE -> false;
      case DROP_ROW -> true;
      case MEAN, CONSTANT -> role != ColumnRole.TARGET;
    };
  }

  private static List<CsvValues> valuesOf(List<CsvColumn> columns, List<CsvValues> values) {
    return columns.stream()
        .map(
            column ->
                values.stream()
                    .filter(each -> each.column().equals(column))
                    .findFirst()
                    .orElseThrow())
        .toList();
  }
}
