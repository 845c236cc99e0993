package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Preprocessing with what was learned from a training part: all that is needed to make an input of
 * a raw row, in training as in serving. Immutable.
 *
 * @param featureCount of a raw row
 * @param features one for each, or a single one that holds for all
 * @param fillsMissing whether a missing category counts as none of the known instead of as a fault
 */
public record PreprocessingPlan(
    int featureCount,
    List<FeaturePlan> features,
    double scale,
    boolean fillsMissing,
    UnknownCategory unknownCategory) {
  public PreprocessingPlan {
    requireNonNull(unknownCategory, "unknownCategory is null");
    features = List.copyOf(features);
    if (features.size() != featureCount && features.size() != 1) {
      throw new IllegalArgumentException(
          "Expected %d features or one for all, but got %d"
              .formatted(featureCount, features.size()));
    }
  }

  /** The numbers of an input. */
  public int width() {
    if (features.size() == 1) {
      return Math.multiplyExact(featureCount, features.get(0).width());
    }
    return features.stream().mapToInt(FeaturePlan::width).sum();
  }

  /**
   * Makes an input of a raw row.
   *
   * @throws PlatformException INVALID_ARGUMENT, naming the feature, if a value is missing, is not
   *     finite or is an unknown category, and the plan does not allow for it
   */
  public float[] apply(RawRow row) {
    float[] input = new float[width()];
    int place = 0;
    for (int i = 0; i < featureCount; i++) {
      FeaturePlan feature = feature(i);
      if (feature.kind() == ValueKind.NUMBER) {
        input[place] = prepared(feature, i, row.number(i));
      } else {
        mark(feature, row.category(i), place, input);
      }
      place += feature.width();
    }
    return input;
  }

  /** As {@link #apply(RawRow)}, written as FP32 by absolute position, from the byte {@code at}. */
  public void apply(RawRow row, ByteBuffer inputs, int at) {
    float[] input = apply(row);
    for (int i = 0; i < input.length; i++) {
      inputs.putFloat(at + i * Float.BYTES, input[i]);
    }
  }

  private FeaturePlan feature(int index) {
    return features.get(features.size() == 1 ? 0 : index);
  }

  private float prepared(FeaturePlan feature, int index, double raw) {
    double value = Double.isNaN(raw) ? feature.fill() : raw;
    float prepared = (float) ((value * scale - feature.mean()) / feature.standardDeviation());
    if (!Float.isFinite(prepared)) {
      throw invalid(
          "Expected a finite number as feature %d [%s], but %s"
              .formatted(
                  index, feature.name(), Double.isNaN(raw) ? "it is missing" : "was " + raw));
    }
    return prepared;
  }

  private void mark(FeaturePlan feature, String category, int firstPlace, float[] input) {
    if (category == null) {
      if (!fillsMissing) {
        throw invalid(
            "Expected a category as feature [%s], but it is missing".formatted(feature.name()));
      }
      return;
    }
    int place = feature.placeOf(category);
    if (place >= 0) {
      input[firstPlace + place] = 1;
    } else if (unknownCategory == UnknownCategory.REFUSE) {
      throw invalid(
          "Expected one of %d known categories as feature [%s], but was [%s]"
              .formatted(feature.categories().size(), feature.name(), category));
    }
  }

  private static PlatformException invalid(String message) {
    return new PlatformException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
