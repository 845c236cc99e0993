package io.sampo.node.training.data;

import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.ValueKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The values of one column, as numbers: a category is the place of its text in the order of
 * appearance. NaN stands for what is missing. Filled by one thread, then read by any.
 */
final class CsvValues {
  private static final int MOST_CATEGORIES = 1 << 16;
  private static final int LONGEST_CATEGORY = 100;
  private static final String NUMBER_CHARACTERS = "0123456789+-.eE";

  private final CsvColumn column;
  private final Map<String, Integer> places = new HashMap<>();
  private final List<String> categories = new ArrayList<>();
  private double[] values = new double[16];
  private int size;

  CsvValues(CsvColumn column) {
    this.column = column;
  }

  CsvColumn column() {
    return column;
  }

  /**
   * @throws IllegalArgumentException beginning with "Expected", if the cell is not of the column's
   *     kind
   */
  void add(String cell) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Math.max(size, Math.min(2 * size, size + (1 << 20))));
    }
    values[size++] = value(cell);
  }

  private double value(String cell) {
    if (cell.isEmpty()) {
      return Double.NaN;
    }
    return column.kind() == ValueKind.NUMBER ? number(cell) : place(cell);
  }

  private static double number(String cell) {
    if (cell.chars().allMatch(each -> NUMBER_CHARACTERS.indexOf(each) >= 0)) {
      try {
        double number = Double.parseDouble(cell);
        if (Double.isFinite(number)) {
          return number;
        }
      } catch (NumberFormatException none) {
        // Refused below, as any other text.
      }
    }
    throw new IllegalArgumentException("Expected a finite number, but was [" + brief(cell) + "]");
  }

  private int place(String cell) {
    Integer known = places.get(cell);
    if (known != null) {
      return known;
    }
    if (cell.length() > LONGEST_CATEGORY) {
      throw new IllegalArgumentException(
          "Expected a category of at most %d characters, but was [%s]"
              .formatted(LONGEST_CATEGORY, brief(cell)));
    }
    if (categories.size() == MOST_CATEGORIES) {
      throw new IllegalArgumentException(
          "Expected at most %d different categories, but [%s] is one more"
              .formatted(MOST_CATEGORIES, cell));
    }
    places.put(cell, categories.size());
    categories.add(cell);
    return categories.size() - 1;
  }

  private static String brief(String cell) {
    return cell.length() <= 60 ? cell : cell.substring(0, 60) + "…";
  }

  boolean isMissing(int row) {
    return Double.isNaN(values[row]);
  }

  double number(int row) {
    return values[row];
  }

  /** Null if it is missing. */
  String category(int row) {
    return isMissing(row) ? null : categories.get((int) values[row]);
  }

  /**
   * Gives categories the order of their texts, or of their numbers where all are whole numbers, so
   * that classes 0 to 9 keep their numbers.
   */
  void sort() {
    List<String> sorted = new ArrayList<>(categories);
    boolean numbers = sorted.stream().allMatch(each -> each.matches("0|[1-9]\\d{0,8}"));
    sorted.sort(numbers ? Comparator.comparingInt(Integer::parseInt) : Comparator.naturalOrder());
    for (int i = 0; i < sorted.size(); i++) {
      places.put(sorted.get(i), i);
    }
    for (int row = 0; row < size; row++) {
      values[row] = isMissing(row) ? Double.NaN : places.get(category(row));
    }
    categories.clear();
    categories.addAll(sorted);
  }

  List<String> categories() {
    return categories;
  }
}
