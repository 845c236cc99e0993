package io.sampo.node.training.optimizer;

/**
 * Stochastic gradient descent in the form of PyTorch ({@code torch.optim.SGD} without dampening):
 * {@code v = momentum·v + g; p = p − rate·v}, with Nesterov {@code p = p − rate·(g + momentum·v)}.
 * The learning rate is outside the velocity, unlike in Sutskever et al. 2013. One slot of state: v;
 * none without momentum.
 */
record SgdRule(float momentum, boolean nesterov) implements BlockRule {

  @Override
  public int slots() {
    return momentum == 0 ? 0 : 1;
  }

  @Override
  public Update at(long step, double rate) {
    float stepRate = (float) rate;
    return block -> update(block, stepRate);
  }

  private void update(Block block, float rate) {
    float[] direction = block.gradient();
    if (momentum != 0) {
      float[] velocities = block.slot(0);
      accelerate(velocities, block.gradient(), block.length());
      if (nesterov) {
        lookAhead(velocities, block.gradient(), block.length());
      } else {
        direction = velocities;
      }
    }
    descend(block.parameters(), direction, rate, block.length());
  }

  private void accelerate(float[] velocities, float[] gradient, int length) {
    for (int i = 0; i < length; i++) {
      velocities[i] = momentum * velocities[i] + gradient[i];
    }
  }

  private void lookAhead(float[] velocities, float[] gradient, int length) {
    for (int i = 0; i < length; i++) {
      gradient[i] += momentum * velocities[i];
    }
  }

  private static void descend(float[] parameters, float[] direction, float rate, int length) {
    for (int i = 0; i < length; i++) {
      parameters[i] -= rate * direction[i];
    }
  }
}
