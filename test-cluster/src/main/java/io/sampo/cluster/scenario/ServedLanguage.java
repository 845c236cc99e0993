package io.sampo.cluster.scenario;

import io.sampo.cluster.language.ByteWindows;
import io.sampo.cluster.language.Logits;
import io.sampo.cluster.language.NextByteModel;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A language model that is served: windows of bytes, as FP32 {@code [N,context]}, to logits of the
 * byte behind each of them. Blocking.
 */
final class ServedLanguage {
  private static final int WINDOWS_AT_ONCE = 16;

  /** Whoever is asked, with numbers of a shape; the answer is in row-major order. */
  interface Predictor {
    float[] ask(long[] shape, float[] numbers);
  }

  private final Predictor predictor;
  private final int context;

  /**
   * @param context the length of its windows
   */
  ServedLanguage(Predictor predictor, int context) {
    this.predictor = predictor;
    this.context = context;
  }

  /** The mean loss over all bytes that the windows ask for, in nats. */
  double loss(ByteWindows windows) {
    double sum = 0;
    for (int first = 0; first < windows.count(); first += WINDOWS_AT_ONCE) {
      int count = Math.min(WINDOWS_AT_ONCE, windows.count() - first);
      float[] bytes = new float[count * context];
      for (int window = 0; window < count; window++) {
        write(windows.input(first + window), bytes, window * context);
      }
      float[] logits = ask(count, bytes);
      for (int window = 0; window < count; window++) {
        byte[] targets = windows.target(first + window);
        for (int place = 0; place < context; place++) {
          sum += at(logits, window * context + place).loss(targets[place] & 0xFF);
        }
      }
    }
    return sum / ((double) windows.count() * context);
  }

  /**
   * Continues a text byte by byte. Each is drawn from what the model says to the end of the text
   * that fits into its context; where the text is shorter, zeros follow it, which the model does
   * not look at.
   *
   * @param prompt not empty
   * @param count of bytes
   * @return the prompt and its continuation
   */
  byte[] continued(byte[] prompt, int count, double temperature, RandomGenerator random) {
    byte[] text = Arrays.copyOf(prompt, prompt.length + count);
    for (int length = prompt.length; length < text.length; length++) {
      byte[] window = Arrays.copyOfRange(text, Math.max(0, length - context), length);
      float[] bytes = new float[context];
      write(window, bytes, 0);
      Logits next = at(ask(1, bytes), window.length - 1);
      text[length] = (byte) next.draw(temperature, random);
    }
    return text;
  }

  private static void write(byte[] window, float[] bytes, int at) {
    for (int i = 0; i < window.length; i++) {
      bytes[at + i] = window[i] & 0xFF;
    }
  }

  private float[] ask(int windows, float[] bytes) {
    float[] logits = predictor.ask(new long[] {windows, context}, bytes);
    if (logits.length != bytes.length * NextByteModel.BYTES) {
      throw new ScenarioException(
          "Expected [%d] logits, but got [%d]"
              .formatted(bytes.length * NextByteModel.BYTES, logits.length));
    }
    return logits;
  }

  private static Logits at(float[] logits, int place) {
    return new Logits(logits, place * NextByteModel.BYTES, NextByteModel.BYTES);
  }
}
