package io.sampo.protocol.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The dimensions of a tensor, outermost first; -1 stands for "any" in a specification. Immutable.
 */
public final class Shape {
  private final long[] dimensions;

  private Shape(long[] dimensions) {
    for (long dimension : dimensions) {
      if (dimension < -1) {
        throw new IllegalArgumentException(
            "Expected dimensions of -1 or more, but was " + Arrays.toString(dimensions));
      }
    }
    this.dimensions = dimensions;
  }

  public static Shape of(long... dimensions) {
    return new Shape(dimensions.clone());
  }

  public static Shape of(List<Long> dimensions) {
    return new Shape(dimensions.stream().mapToLong(Long::longValue).toArray());
  }

  public int rank() {
    return dimensions.length;
  }

  public long dimension(int index) {
    return dimensions[index];
  }

  public long[] dimensions() {
    return dimensions.clone();
  }

  public boolean isConcrete() {
    for (long dimension : dimensions) {
      if (dimension < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The number of elements; 1 for a scalar.
   *
   * @throws ArithmeticException if it exceeds a long
   * @throws IllegalStateException if a dimension is -1
   */
  public long elementCount() {
    if (!isConcrete()) {
      throw new IllegalStateException("Expected a shape without -1, but was " + this);
    }
    long count = 1;
    for (long dimension : dimensions) {
      count = Math.multiplyExact(count, dimension);
    }
    return count;
  }

  /** This shape behind one more, outermost, dimension. */
  public Shape prepend(long dimension) {
    long[] longer = new long[dimensions.length + 1];
    longer[0] = dimension;
    System.arraycopy(dimensions, 0, longer, 1, dimensions.length);
    return new Shape(longer);
  }

  /** This shape with another outermost dimension. */
  public Shape withFirst(long dimension) {
    long[] changed = dimensions.clone();
    changed[0] = dimension;
    return new Shape(changed);
  }

  /** This shape without its outermost dimension. */
  public Shape withoutFirst() {
    return new Shape(Arrays.copyOfRange(dimensions, 1, dimensions.length));
  }

  /** Whether a tensor of that shape may stand where this specification is asked for. */
  public boolean accepts(Shape concrete) {
    return concrete.rank() == rank() && acceptsFrom(0, concrete);
  }

  /** Whether that is the shape of any number of items of this specification. */
  public boolean acceptsItems(Shape concrete) {
    return concrete.rank() == rank() + 1 && acceptsFrom(1, concrete);
  }

  private boolean acceptsFrom(int skipped, Shape concrete) {
    for (int i = 0; i < dimensions.length; i++) {
      if (dimensions[i] >= 0 && dimensions[i] != concrete.dimensions[i + skipped]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  /** As the protocol writes it: {@code [1,28,28]}. */
  @Override
  public String toString() {
    return LongStream.of(dimensions)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }
}
