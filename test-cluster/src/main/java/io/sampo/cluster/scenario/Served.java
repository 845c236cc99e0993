package io.sampo.cluster.scenario;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What the served model said to each digit once.
 *
 * @param digits by index; -1 where there was no answer
 */
record Served(int[] digits) {

  /** Asks for every digit, half of them in JSON and half in binary. */
  static Served ask(DigitsClient client, Digits digits, int threadCount) {
    int[] answers = new int[digits.size()];
    ExecutorService threads = Executors.newFixedThreadPool(threadCount);
    for (int i = 0; i < answers.length; i++) {
      int index = i;
      threads.execute(() -> answers[index] = askOne(client, digits, index));
    }
    threads.shutdown();
    try {
      if (!threads.awaitTermination(2, TimeUnit.MINUTES)) {
        threads.shutdownNow();
        throw new ScenarioException(
            "Expected all answers within two minutes, but some are missing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ScenarioException("Interrupted while asking", e);
    }
    return new Served(answers);
  }

  private static int askOne(DigitsClient client, Digits digits, int index) {
    float[] pixels = digits.pixels(index);
    DigitsClient.Answer answer =
        index % 2 == 0 ? client.askInBinary(pixels) : client.askInJson(pixels);
    return answer.digit();
  }

  int requests() {
    return digits.length;
  }

  int failures() {
    return (int) IntStream.of(digits).filter(digit -> digit < 0).count();
  }

  double accuracy(Digits truth) {
    long correct =
        IntStream.range(0, digits.length).filter(i -> digits[i] == truth.label(i)).count();
    return correct / (double) digits.length;
  }
}
