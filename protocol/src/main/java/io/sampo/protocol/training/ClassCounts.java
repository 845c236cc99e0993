package io.sampo.protocol.training;

import java.util.ArrayList;
import java.util.List;

/**
 * How often which class was taken for which, over held-out samples. Counts of parts can be added.
 *
 * @param classes how many there are
 * @param answers one for each target, so several for a sample that has several
 * @param correct answers that were right
 * @param confusion how often a class was taken for another: row by row, one row for each class that
 *     it was, one column for each that it was taken for. Empty above {@link #MOST_IN_MATRIX}
 */
public record ClassCounts(int classes, long answers, long correct, List<Long> confusion) {
  /** It grows with the square, and the summary of a job that carries it is on every node. */
  public static final int MOST_IN_MATRIX = 100;

  public ClassCounts {
    confusion = List.copyOf(confusion);
    if (!confusion.isEmpty() && confusion.size() != (long) classes * classes) {
      throw new IllegalArgumentException(
          "Expected a matrix of %d rows and columns, but got %d counts"
              .formatted(classes, confusion.size()));
    }
  }

  /**
   * Both together.
   *
   * @throws IllegalArgumentException if they count different classes
   */
  public ClassCounts plus(ClassCounts other) {
    if (classes != other.classes || confusion.size() != other.confusion.size()) {
      throw new IllegalArgumentException(
          "Expected counts of %d classes, but got those of %d".formatted(classes, other.classes));
    }
    List<Long> sums = new ArrayList<>(confusion.size());
    for (int i = 0; i < confusion.size(); i++) {
      sums.add(confusion.get(i) + other.confusion.get(i));
    }
    return new ClassCounts(classes, answers + other.answers, correct + other.correct, sums);
  }

  /** NaN if there were no answers. */
  public double accuracy() {
    return (double) correct / answers;
  }

  public boolean hasMatrix() {
    return !confusion.isEmpty();
  }

  public long confused(int actual, int answered) {
    return confusion.get(actual * classes + answered);
  }

  /** How many targets were of that class. */
  public long actual(int index) {
    long sum = 0;
    for (int answered = 0; answered < classes; answered++) {
      sum += confused(index, answered);
    }
    return sum;
  }

  /** How many answers were of that class. */
  public long answered(int index) {
    long sum = 0;
    for (int actual = 0; actual < classes; actual++) {
      sum += confused(actual, index);
    }
    return sum;
  }

  /** Of the answers of that class, the share that was right; NaN if there were none. */
  public double precision(int index) {
    return (double) confused(index, index) / answered(index);
  }

  /** Of the targets of that class, the share that was found; NaN if there were none. */
  public double recall(int index) {
    return (double) confused(index, index) / actual(index);
  }

  /** The harmonic mean of both; NaN if the class is neither among targets nor among answers. */
  public double f1(int index) {
    return 2.0 * confused(index, index) / (actual(index) + answered(index));
  }

  /**
   * The mean F1 of the classes that occur among targets or answers, as scikit-learn defines it; NaN
   * without a matrix.
   */
  public double macroF1() {
    double sum = 0;
    int occurring = 0;
    for (int index = 0; hasMatrix() && index < classes; index++) {
      double f1 = f1(index);
      if (!Double.isNaN(f1)) {
        sum += f1;
        occurring++;
      }
    }
    return sum / occurring;
  }
}
