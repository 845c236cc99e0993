package io.sampo.protocol.training;

/** What an evaluation measures. */
public enum Metric {
  /** The mean loss of a sample. */
  LOSS,
  /** Right answers over all answers. */
  ACCURACY,
  /** The mean of the F1 of the classes that occur. */
  MACRO_F1,
  /** The mean absolute error. */
  MAE,
  /** The root of the mean squared error. */
  RMSE,
  /** The share of the targets' variance that is explained: the coefficient of determination. */
  R2;

  /** Whether the evaluation of a module that was trained with that loss measures it. */
  public boolean fits(Loss loss) {
    return switch (this) {
      case LOSS -> true;
      case ACCURACY, MACRO_F1 -> loss.answers() == Loss.Answers.CLASSES;
      case MAE, RMSE, R2 -> loss.answers() == Loss.Answers.NUMBERS;
    };
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
