package io.sampo.node.engine;

/**
 * What one pass over a batch gave.
 *
 * @param lossSum the losses of the samples, summed
 * @param samples how many there were
 * @param correct how many answers were the right class, of which a sample may have several; 0 if
 *     the loss knows no classes
 */
public record StepResult(double lossSum, int samples, int correct) {
  public static final StepResult NOTHING = new StepResult(0, 0, 0);

  public StepResult plus(StepResult other) {
    return new StepResult(
        lossSum + other.lossSum, samples + other.samples, correct + other.correct);
  }
}
