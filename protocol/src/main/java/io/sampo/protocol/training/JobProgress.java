package io.sampo.protocol.training;

/**
 * How far a job is; only committed steps count.
 *
 * @param epoch of the last committed step, from 0
 * @param step the last committed step; the first is 1
 * @param totalSteps of the whole job
 * @param loss mean over the samples of the last committed step; NaN before the first
 * @param samplesPerSecond over the last few seconds
 * @param secondsLeft estimated; NaN before anybody can know
 */
public record JobProgress(
    int epoch,
    long step,
    long totalSteps,
    double loss,
    double samplesPerSecond,
    double secondsLeft) {
  public static final JobProgress NONE = new JobProgress(0, 0, 0, Double.NaN, 0, Double.NaN);

  /** As far, but at work no more. */
  public JobProgress atRest() {
    return new JobProgress(epoch, step, totalSteps, loss, 0, Double.NaN);
  }
}
