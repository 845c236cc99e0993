package io.sampo.node.engine;

import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.NumberErrors;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;

/** Compares what a module said with what it should have said. */
public final class Scores {
  private Scores() {}

  /** How many answers are the class that they should be. */
  public static int correct(long[] answers, LongBuffer targets) {
    int correct = 0;
    for (int i = 0; i < answers.length; i++) {
      correct += answers[i] == targets.get(i) ? 1 : 0;
    }
    return correct;
  }

  /** Counts answers and targets of {@code [0, classes)}. */
  public static ClassCounts classes(long[] answers, LongBuffer targets, int classes) {
    return new ClassCounts(
        classes, answers.length, correct(answers, targets), confusion(answers, targets, classes));
  }

  private static List<Long> confusion(long[] answers, LongBuffer targets, int classes) {
    if (classes > ClassCounts.MOST_IN_MATRIX) {
      return List.of();
    }
    long[] counts = new long[classes * classes];
    for (int i = 0; i < answers.length; i++) {
      counts[Math.toIntExact(targets.get(i) * classes + answers[i])]++;
    }
    return Arrays.stream(counts).boxed().toList();
  }

  /** Two passes, so that the deviation is one from a mean that is known. */
  public static NumberErrors numbers(float[] answers, FloatBuffer targets) {
    double absolute = 0;
    double squared = 0;
    double sum = 0;
    for (int i = 0; i < answers.length; i++) {
      double error = (double) answers[i] - targets.get(i);
      absolute += Math.abs(error);
      squared += error * error;
      sum += targets.get(i);
    }
    double mean = answers.length == 0 ? 0 : sum / answers.length;
    double deviation = 0;
    for (int i = 0; i < answers.length; i++) {
      double distance = targets.get(i) - mean;
      deviation += distance * distance;
    }
    return new NumberErrors(answers.length, absolute, squared, mean, deviation);
  }
}
