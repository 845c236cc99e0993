package io.sampo.node.training.optimizer;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The one loop of all optimizers: block by block into arrays, the gradient made ready there, the
 * rule applied, written back, and checksummed while it is in the cache. Memory is read and written
 * once; a bound of the norm reads the gradient once more. The blocks of the checksum are longer
 * than those of the arrays, which have to stay in a smaller cache.
 */
public final class BlockOptimizer implements Optimizer {
  private final BlockRule rule;
  private final LearningRate learningRate;
  private final GradientPreparation preparation;

  private BlockOptimizer(
      BlockRule rule, LearningRate learningRate, GradientPreparation preparation) {
    this.rule = requireNonNull(rule, "rule is null");
    this.learningRate = requireNonNull(learningRate, "learningRate is null");
    this.preparation = requireNonNull(preparation, "preparation is null");
  }

  /** What a job asked for. */
  public static BlockOptimizer of(OptimizerSpecification specification) {
    float weightDecay = (float) specification.weightDecay();
    LearningRate learningRate =
        new LearningRate(specification.learningRate(), specification.schedule());
    if (specification.rule() instanceof UpdateRule.Adam adam) {
      float coupled = adam.decoupled() ? 0 : weightDecay;
      double decoupled = adam.decoupled() ? specification.weightDecay() : 0;
      return new BlockOptimizer(
          new AdamRule(adam.beta1(), adam.beta2(), adam.epsilon(), decoupled),
          learningRate,
          new GradientPreparation(specification.clipping(), coupled));
    }
    UpdateRule.Sgd descent = (UpdateRule.Sgd) specification.rule();
    return new BlockOptimizer(
        new SgdRule((float) descent.momentum(), descent.nesterov()),
        learningRate,
        new GradientPreparation(specification.clipping(), weightDecay));
  }

  @Override
  public long stateFloats(long parameterCount) {
    return Math.multiplyExact(rule.slots(), parameterCount);
  }

  @Override
  public void apply(
      FlatBuffers buffers, int from, int to, long step, float divisor, CRC32C checksum) {
    requireArguments(buffers, from, to, step, divisor);
    ByteBuffer parameters = buffers.parameters().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer state = buffers.state().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    Block block = new Block(buffers, rule.slots());
    BlockRule.Update update = rule.at(step, learningRate.at(step));
    float scale = preparation.scale(buffers.gradientSum(), buffers.parameterCount(), divisor);
    for (int first = from; first < to; first = endOfBlock(first, to)) {
      int end = endOfBlock(first, to);
      for (int part = first; part < end; part += Block.LONGEST) {
        block.read(part, Math.min(end, part + Block.LONGEST));
        preparation.prepare(block, divisor, scale);
        update.apply(block);
        block.write();
      }
      FlatChecksum.addBlock(checksum, parameters, state, parameters.capacity(), first, end);
    }
  }

  private static int endOfBlock(int from, int to) {
    int next = (from / FlatChecksum.BLOCK_FLOATS + 1) * FlatChecksum.BLOCK_FLOATS;
    return Math.min(to, next);
  }

  private void requireArguments(FlatBuffers buffers, int from, int to, long step, float divisor) {
    if (from < 0 || to < from || to > buffers.parameterCount()) {
      throw new IllegalArgumentException(
          "Expected a range within %d parameters, but was [%d, %d)"
              .formatted(buffers.parameterCount(), from, to));
    }
    long bytes = stateFloats(buffers.parameters().remaining());
    if (buffers.state().remaining() != bytes) {
      throw new IllegalArgumentException(
          "Expected %d slots of state, %d bytes, but it has %d"
              .formatted(rule.slots(), bytes, buffers.state().remaining()));
    }
    if (step < 1) {
      throw new IllegalArgumentException("Expected a step of 1 or more, but was " + step);
    }
    if (!(divisor > 0)) {
      throw new IllegalArgumentException("Expected a divisor above 0, but was " + divisor);
    }
  }
}
