package io.sampo.protocol.training;

import io.sampo.protocol.tensor.DataType;
import java.util.Optional;

/**
 * What is minimised; applied outside the module and summed over the samples, so that shards can be
 * added. The loss of one sample is the mean over the elements of its output, so the sum divided by
 * the number of samples is what PyTorch gives with {@code reduction='mean'}.
 *
 * <p>Below, x is an element of the output, y the target's at the same place and e = x − y.
 */
public enum Loss {
  /**
   * −log softmax(x)[y] of logits [N, classes] against classes INT64 [N]; of logits [N, positions,
   * classes] against [N, positions] the mean over the positions, as for a language model.
   */
  CROSS_ENTROPY(DataType.INT64, Answers.CLASSES),
  /** The sum of the module's outputs; targets are ignored. */
  SUM(null, Answers.NONE),
  /** e². */
  MEAN_SQUARED_ERROR(DataType.FP32, Answers.NUMBERS),
  /** |e|; its gradient at 0 is 0. */
  MEAN_ABSOLUTE_ERROR(DataType.FP32, Answers.NUMBERS),
  /**
   * −y·log σ(x) − (1 − y)·log σ(−x) of logits against FP32 targets between 0 and 1, without
   * overflow however large a logit is.
   */
  BINARY_CROSS_ENTROPY_WITH_LOGITS(DataType.FP32, Answers.CLASSES),
  /** e²/2 where |e| ≤ 1, |e| − 1/2 elsewhere. */
  HUBER(DataType.FP32, Answers.NUMBERS);

  /** What the outputs of a module say. */
  public enum Answers {
    /** Which class it is. */
    CLASSES,
    /** The number itself. */
    NUMBERS,
    /** Nothing that can be right or wrong. */
    NONE
  }

  private final DataType targetType;
  private final Answers answers;

  Loss(DataType targetType, Answers answers) {
    this.targetType = targetType;
    this.answers = answers;
  }

  /** The type that targets must have; empty if any will do. */
  public Optional<DataType> targetType() {
    return Optional.ofNullable(targetType);
  }

  /** What an evaluation can measure beside the loss itself. */
  public Answers answers() {
    return answers;
  }
}
