package io.sampo.cluster.load;

import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Latency over percentiles as a picture: both axes are logarithmic, the horizontal one in the share
 * of answers that took longer, so that 99 % and 99.9 % are as far apart as 0 % and 90 %.
 */
final class LatencyPlot {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 520;
  private static final int LEFT = 80;
  private static final int RIGHT = 210;
  private static final int TOP = 40;
  private static final int BOTTOM = 60;
  private static final int NINES = 4;
  private static final int STEPS = 200;
  private static final String[] COLOURS = {
    "#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#17becf"
  };
  private static final String[] DASHES = {"none", "6 3", "2 2"};

  private final StringBuilder svg = new StringBuilder();
  private final double lowest;
  private final double highest;

  private LatencyPlot(double lowest, double highest) {
    this.lowest = lowest;
    this.highest = highest;
  }

  /**
   * @param histograms in nanoseconds, by name; none is empty
   */
  static String draw(Map<String, Histogram> histograms) {
    long least = 1_000_000;
    long most = 10_000_000;
    for (Histogram histogram : histograms.values()) {
      least = Math.min(least, Math.max(1_000, histogram.getMinNonZeroValue()));
      most = Math.max(most, histogram.getMaxValue());
    }
    LatencyPlot plot = new LatencyPlot(Math.floor(Math.log10(least)), Math.ceil(Math.log10(most)));
    plot.frame();
    int number = 0;
    for (Map.Entry<String, Histogram> each : histograms.entrySet()) {
      plot.curve(each.getKey(), each.getValue(), number++);
    }
    return plot.svg.append("</svg>\n").toString();
  }

  private void frame() {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            + "font-family=\"sans-serif\" font-size=\"12\">%n",
        WIDTH, HEIGHT);
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
    add("<text x=\"%d\" y=\"22\" font-size=\"15\">Latency by percentile</text>%n", LEFT);
    for (int power = (int) lowest; power <= highest; power++) {
      grid(LEFT, y(Math.pow(10, power)), WIDTH - RIGHT, y(Math.pow(10, power)));
      text(LEFT - 8, y(Math.pow(10, power)) + 4, "end", duration(power));
    }
    for (int nines = 0; nines <= NINES; nines++) {
      double x = x(1 - Math.pow(10, -nines));
      grid(x, TOP, x, HEIGHT - BOTTOM);
      text(x, HEIGHT - BOTTOM + 18, "middle", nines == 0 ? "0 %" : percent(nines));
    }
    text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 16, "middle", "share of answers");
  }

  private void curve(String name, Histogram histogram, int number) {
    String colour = COLOURS[number % COLOURS.length];
    String dash = DASHES[number / COLOURS.length % DASHES.length];
    StringBuilder points = new StringBuilder();
    for (int step = 0; step <= STEPS; step++) {
      double share = 1 - Math.pow(10, -NINES * step / (double) STEPS);
      double nanos = histogram.getValueAtPercentile(share * 100);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(share), y(nanos)));
    }
    String style = "fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\" stroke-dasharray=\"%s\"";
    add("<polyline points=\"%s\" " + style + "/>%n", points.toString().strip(), colour, dash);
    double y = TOP + 8 + 17.0 * number;
    double x = WIDTH - RIGHT + 14;
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" " + style + "/>%n",
        x,
        y,
        x + 24,
        y,
        colour,
        dash);
    text(x + 30, y + 4, "start", name);
  }

  private void grid(double x1, double y1, double x2, double y2) {
    add(
        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>%n",
        x1, y1, x2, y2);
  }

  private void text(double x, double y, String anchor, String content) {
    String escaped = content.replace("&", "&amp;").replace("<", "&lt;");
    add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, escaped);
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }

  private static double x(double share) {
    double nines = Math.min(NINES, -Math.log10(Math.max(1e-9, 1 - share)));
    return LEFT + nines / NINES * (WIDTH - LEFT - RIGHT);
  }

  private double y(double nanos) {
    double part = (Math.log10(Math.max(1, nanos)) - lowest) / Math.max(1, highest - lowest);
    return HEIGHT - BOTTOM - Math.max(0, part) * (HEIGHT - TOP - BOTTOM);
  }

  private static String percent(int nines) {
    String rest = nines > 2 ? "." + "9".repeat(nines - 2) : "";
    return (nines == 1 ? "90" : "99" + rest) + " %";
  }

  private static String duration(int power) {
    if (power >= 9) {
      return "1" + "0".repeat(power - 9) + " s";
    }
    boolean millis = power >= 6;
    return "1" + "0".repeat(power - (millis ? 6 : 3)) + (millis ? " ms" : " µs");
  }
}
