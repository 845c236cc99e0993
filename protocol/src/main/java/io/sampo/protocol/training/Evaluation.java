package io.sampo.protocol.training;

/**
 * What a committed step is worth on held-out data.
 *
 * @param accuracy correct over samples
 * @param loss mean over the samples
 */
public record Evaluation(long step, long samples, long correct, double accuracy, double loss) {}
