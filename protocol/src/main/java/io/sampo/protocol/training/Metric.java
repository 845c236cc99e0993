package io.sampo.protocol.training;

import java.util.Arrays;
import java.util.List;

/** What an evaluation measures and a promotion may ask for. */
public enum Metric {
  /** The mean loss of a sample. */
  LOSS(false),
  /** Right answers over all answers. */
  ACCURACY(true),
  /** The mean of the F1 of the classes that occur. */
  MACRO_F1(true),
  /** The mean absolute error. */
  MAE(false),
  /** The root of the mean squared error. */
  RMSE(false),
  /** The share of the targets' variance that is explained: the coefficient of determination. */
  R2(true);

  private final boolean higherBetter;

  Metric(boolean higherBetter) {
    this.higherBetter = higherBetter;
  }

  /** Whether a threshold of it is a least value; else it is a most. */
  public boolean isHigherBetter() {
    return higherBetter;
  }

  /** Whether a value of it is better than another; NaN never is, and everything is than NaN. */
  public boolean isBetter(double value, double than) {
    if (Double.isNaN(value) || Double.isNaN(than)) {
      return !Double.isNaN(value);
    }
    return higherBetter ? value > than : value < than;
  }

  /** Whether the evaluation of a module that was trained with that loss measures it. */
  public boolean fits(Loss loss) {
    return switch (this) {
      case LOSS -> true;
      case ACCURACY, MACRO_F1 -> loss.answers() == Loss.Answers.CLASSES;
      case MAE, RMSE, R2 -> loss.answers() == Loss.Answers.NUMBERS;
    };
  }

  /** All that the evaluation of a module that was trained with that loss measures. */
  public static List<Metric> of(Loss loss) {
    return Arrays.stream(values()).filter(metric -> metric.fits(loss)).toList();
  }

  /** The metric by which people know the evaluation of that loss. */
  public static Metric first(Loss loss) {
    return switch (loss.answers()) {
      case CLASSES -> ACCURACY;
      case NUMBERS -> RMSE;
      case NONE -> LOSS;
    };
  }
}
