package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;

/**
 * A raw row that comes as one tensor, as images and arrays do. Its numbers, row-major, are the
 * features of a plan.
 *
 * @param dataType one that arrays are stored in, see {@link TensorLayout}
 * @param shape of one row
 * @param divisor divides each number before the plan sees it, rounded to FP32; 1 for none
 */
public record RawInput(DataType dataType, Shape shape, double divisor) {
  private static final double BRIGHTEST_PIXEL = 255;

  public RawInput {
    TensorLayout.requireStored(dataType);
    requireNonNull(shape, "shape is null");
    if (!hasElements(shape)) {
      throw new IllegalArgumentException(
          "Expected a raw row of less than 2^31 numbers, in dimensions of 1 or more, but was "
              + shape);
    }
    if (!Double.isFinite(divisor) || divisor == 0) {
      throw new IllegalArgumentException(
          "Expected a divisor that is finite and not 0, but was [" + divisor + "]");
    }
  }

  private static boolean hasElements(Shape shape) {
    try {
      return shape.isConcrete() && Math.toIntExact(shape.elementCount()) > 0;
    } catch (ArithmeticException tooMany) {
      return false;
    }
  }

  /** The same numbers in other dimensions. */
  public RawInput withShape(Shape other) {
    return new RawInput(dataType, other, divisor);
  }

  /** An image of bytes, which become 0 to 1. */
  public static RawInput ofPixels(Shape shape) {
    return new RawInput(DataType.UINT8, shape, BRIGHTEST_PIXEL);
  }

  /** The number that a byte of an image becomes. */
  public static float pixel(int brightness) {
    return divided(brightness, BRIGHTEST_PIXEL);
  }

  private static float divided(double number, double divisor) {
    return (float) (number / divisor);
  }

  /** The number at a place, counted in elements; NaN where it is missing. */
  public double number(ByteBuffer elements, int index) {
    double stored = TensorLayout.number(dataType, elements, index * dataType.elementBytes());
    return divisor == 1 ? stored : divided(stored, divisor);
  }
}
