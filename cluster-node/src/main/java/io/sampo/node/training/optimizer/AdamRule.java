package io.sampo.node.training.optimizer;

/**
 * Adam in the form of PyTorch ({@code torch.optim.Adam}, and {@code AdamW} where the decay is above
 * 0), with epsilon outside the root: {@code m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; p = p −
 * rate·(decay·p + m̂/(√v̂ + ε))}, where {@code m̂ = m/(1−β₁^step)} and {@code v̂ = v/(1−β₂^step)}
 * correct the bias of means that began at 0 (Kingma and Ba 2015, algorithm 1). Two slots of state:
 * m and v.
 *
 * @param decay the decoupled one (Loshchilov and Hutter 2019); 0 for none
 */
record AdamRule(double beta1, double beta2, double epsilon, double decay) implements BlockRule {

  @Override
  public int slots() {
    return 2;
  }

  @Override
  public Update at(long step, double rate) {
    double bias1 = 1 - StrictMath.pow(beta1, step);
    double bias2 = 1 - StrictMath.pow(beta2, step);
    float stepRate = (float) (rate / bias1);
    float biasRoot = (float) Math.sqrt(bias2);
    float shrink = (float) (rate * decay);
    return block -> {
      average(block.slot(0), block.gradient(), block.length());
      averageSquares(block.slot(1), block.gradient(), block.length());
      descend(block, stepRate, biasRoot, shrink);
    };
  }

  private void average(float[] means, float[] gradient, int length) {
    float keep = (float) beta1;
    float take = (float) (1 - beta1);
    for (int i = 0; i < length; i++) {
      means[i] = keep * means[i] + take * gradient[i];
    }
  }

  private void averageSquares(float[] means, float[] gradient, int length) {
    float keep = (float) beta2;
    float take = (float) (1 - beta2);
    for (int i = 0; i < length; i++) {
      means[i] = keep * means[i] + take * (gradient[i] * gradient[i]);
    }
  }

  private void descend(Block block, float rate, float biasRoot, float shrink) {
    float[] parameters = block.parameters();
    float[] means = block.slot(0);
    float[] squares = block.slot(1);
    float small = (float) epsilon;
    int length = block.length();
    for (int i = 0; i < length; i++) {
      float spread = (float) Math.sqrt(squares[i]) / biasRoot + small;
      parameters[i] -= shrink * parameters[i] + rate * (means[i] / spread);
    }
  }
}
