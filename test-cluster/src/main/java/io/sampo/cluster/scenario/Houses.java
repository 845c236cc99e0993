package io.sampo.cluster.scenario;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Invented houses and their prices, as a CSV file: a price is a linear function of what is known
 * about the house, and noise. Some cells are empty. The same on every machine.
 */
final class Houses {
  static final String TARGET = "price";

  private static final int ROWS = 120;
  private static final long SEED = 20;
  private static final double NOISE = 0.15;

  private Houses() {}

  /** The cells of each house but for its price; an empty one is not known. */
  static List<List<String>> rows() {
    return new String(csv(), StandardCharsets.UTF_8)
        .lines()
        .skip(1)
        .map(line -> List.of(line.split(",")))
        .map(cells -> cells.subList(0, cells.size() - 1))
        .toList();
  }

  static byte[] csv() {
    Random random = new Random(SEED);
    StringBuilder text = new StringBuilder("area,rooms,age,distance,floor,price\n");
    for (int row = 0; row < ROWS; row++) {
      double area = 30 + 150 * random.nextDouble();
      double rooms = Math.max(1, Math.round(area / 30 + random.nextGaussian()));
      double age = 100 * random.nextDouble();
      double distance = 25 * random.nextDouble();
      double floor = random.nextInt(8);
      double price =
          0.8
              + 0.018 * area
              + 0.12 * rooms
              - 0.006 * age
              - 0.05 * distance
              + 0.03 * floor
              + NOISE * random.nextGaussian();
      text.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.0f,%s,%.2f,%.0f,%.4f%n",
              area,
              rooms,
              random.nextInt(20) == 0 ? "" : String.format(Locale.ROOT, "%.0f", age),
              distance,
              floor,
              price));
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
