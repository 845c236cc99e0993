package io.sampo.cluster.scenario;

import java.util.List;

/**
 * The linear function with the least mean squared error, in closed form: the normal equations
 * (Legendre 1805), solved by elimination with pivoting, in double.
 */
final class LeastSquares {
  private LeastSquares() {}

  /**
   * @param inputs one row for each sample, all of one length
   * @param targets one for each sample
   * @return one coefficient for each input, and behind them the constant
   */
  static double[] solve(List<double[]> inputs, List<Double> targets) {
    int unknowns = inputs.get(0).length + 1;
    double[][] equations = new double[unknowns][unknowns + 1];
    for (int sample = 0; sample < inputs.size(); sample++) {
      for (int row = 0; row < unknowns; row++) {
        double factor = input(inputs.get(sample), row);
        for (int column = 0; column < unknowns; column++) {
          equations[row][column] += factor * input(inputs.get(sample), column);
        }
        equations[row][unknowns] += factor * targets.get(sample);
      }
    }
    return eliminate(equations);
  }

  /**
   * @param solution as from {@link #solve}
   */
  static double predict(double[] solution, double[] inputs) {
    double sum = 0;
    for (int i = 0; i < solution.length; i++) {
      sum += solution[i] * input(inputs, i);
    }
    return sum;
  }

  private static double input(double[] inputs, int index) {
    return index < inputs.length ? inputs[index] : 1;
  }

  private static double[] eliminate(double[][] equations) {
    int unknowns = equations.length;
    for (int step = 0; step < unknowns; step++) {
      usePivot(equations, step);
      for (int row = 0; row < unknowns; row++) {
        double factor = row == step ? 0 : equations[row][step] / equations[step][step];
        for (int column = step; column <= unknowns; column++) {
          equations[row][column] -= factor * equations[step][column];
        }
      }
    }
    double[] solution = new double[unknowns];
    for (int i = 0; i < unknowns; i++) {
      solution[i] = equations[i][unknowns] / equations[i][i];
    }
    return solution;
  }

  private static void usePivot(double[][] equations, int step) {
    int best = step;
    for (int row = step; row < equations.length; row++) {
      if (Math.abs(equations[row][step]) > Math.abs(equations[best][step])) {
        best = row;
      }
    }
    double[] pivot = equations[best];
    equations[best] = equations[step];
    equations[step] = pivot;
  }
}
