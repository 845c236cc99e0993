package io.sampo.node.training.worker;

import static java.util.Objects.requireNonNull;

import io.sampo.node.engine.StepResult;
import io.sampo.node.engine.TrainableModel;
import io.sampo.node.training.checkpoint.CheckpointCopy;
import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.data.SeededPermutation;
import io.sampo.node.training.optimizer.FlatBuffers;
import io.sampo.node.training.optimizer.FlatChecksum;
import io.sampo.node.training.optimizer.GradientCheck;
import io.sampo.node.training.ring.AllReduce;
import io.sampo.node.training.ring.DataPlaneException;
import io.sampo.node.training.ring.ReducedStep;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.step.NextStep.StepStart;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;

/**
 * What one worker does in a step, without actors: compute its share, reduce into staging, apply.
 * Parameters change in {@link #apply} only, so everything before it can be thrown away. Belongs to
 * one thread.
 *
 * <p>Gradients are summed over samples, never divided before the reduction; the sum is divided once
 * by the global batch. Behind the gradients the flat buffer carries three floats that are summed
 * with them: loss, correct answers and samples.
 */
final class TrainingStep implements AutoCloseable {
  static final int TAIL_FLOATS = 3;

  private final TrainableModel model;
  private final Dataset dataset;
  private final TrainingRecipe recipe;
  private final int parameterBytes;
  private final ByteBuffer optimizerState;
  private final ByteBuffer gradient;
  private final ByteBuffer staging;
  private final MicroBatchReader samples;
  private int stateChecksum;

  /** Null until something is evaluated. */
  private Dataset heldOutData;

  private MicroBatchReader heldOutSamples;

  /** Takes the model over, and closes it. */
  TrainingStep(TrainableModel model, Dataset dataset, TrainingRecipe recipe) {
    this.model = requireNonNull(model, "model is null");
    this.dataset = requireNonNull(dataset, "dataset is null");
    this.recipe = requireNonNull(recipe, "recipe is null");
    this.parameterBytes = model.parameters().bytes();
    int floats = model.parameters().floats();
    this.optimizerState = direct(Math.toIntExact(recipe.optimizer().stateFloats(floats)));
    this.gradient = direct(Math.addExact(floats, TAIL_FLOATS));
    this.staging = direct(Math.addExact(floats, TAIL_FLOATS));
    this.samples =
        new MicroBatchReader(
            dataset, recipe.inputShape(), recipe.microBatches().capacity(), this::order);
    stateReplaced();
  }

  /** Floats that are reduced: all parameters and the tail. */
  int floatCount() {
    return parameterBytes / Float.BYTES + TAIL_FLOATS;
  }

  int parameterCount() {
    return parameterBytes / Float.BYTES;
  }

  long samples() {
    return dataset.size();
  }

  /** CRC32C of parameters and optimizer state as they are now. */
  int stateChecksum() {
    return stateChecksum;
  }

  /** The optimizer's state itself, not a copy; call {@link #stateReplaced} after changing it. */
  ByteBuffer optimizerState() {
    return optimizerState.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The parameters themselves, not a copy; call {@link #stateReplaced} after changing them. */
  ByteBuffer parameters() {
    return model.parameters().parameters();
  }

  void stateReplaced() {
    stateChecksum = FlatChecksum.of(parameters(), optimizerState());
  }

  private LongUnaryOperator order(long epoch) {
    return new SeededPermutation(dataset.size(), recipe.seed(), epoch)::at;
  }

  /**
   * Computes the gradients of this rank's share of a global batch. Blocks. In the end it has the
   * samples read with which the next step begins if all goes well.
   *
   * @param readWithin how long reading the samples of one pass may take
   * @param abandoned asked before every pass; if it says so, no more are taken, and nobody may use
   *     what there is
   * @return loss and correct answers of the share
   */
  StepResult compute(StepStart start, int rank, Duration readWithin, BooleanSupplier abandoned) {
    MicroBatchPlan plan = recipe.microBatches();
    long step = start.step().step();
    int members = start.members().size();
    List<MicroBatchRange> passes = plan.passes(start.range(), rank, members);
    Optional<MicroBatchRange> next = plan.expectedAfter(step, rank, members);
    model.parameters().zeroGradients();
    StepResult result = StepResult.NOTHING;
    for (MicroBatch batch : samples.read(passes, next, readWithin)) {
      if (abandoned.getAsBoolean()) {
        break;
      }
      result = result.plus(pass(step, batch));
    }
    gradient.clear();
    model.parameters().gatherGradients(gradient);
    gradient.putFloat(parameterBytes, (float) result.lossSum());
    gradient.putFloat(parameterBytes + Float.BYTES, result.correct());
    gradient.putFloat(parameterBytes + 2 * Float.BYTES, result.samples());
    return result;
  }

  private StepResult pass(long step, MicroBatch batch) {
    return model.forwardBackward(
        batch.inputs(),
        batch.shape(),
        batch.targets(),
        recipe.loss(),
        passSeed(step, batch.range().start()));
  }

  /** Sums the gradients of all ranks into staging. Blocks, at most for the limit. */
  ReducedStep reduce(AllReduce ring, long step, Duration limit) throws DataPlaneException {
    return ring.reduce(step, gradient.clear(), staging.clear(), limit);
  }

  /** Whether every element of the gradient that {@link #reduce} left in staging is finite. */
  boolean isGradientFinite() {
    return GradientCheck.isFinite(staging.clear(), parameterCount());
  }

  /** Loss and correct answers of the global batch, as {@link #reduce} left them. */
  StepResult total() {
    return new StepResult(
        staging.getFloat(parameterBytes),
        Math.round(staging.getFloat(parameterBytes + 2 * Float.BYTES)),
        Math.round(staging.getFloat(parameterBytes + Float.BYTES)));
  }

  /**
   * Applies what {@link #reduce} left in staging.
   *
   * @param samples of the global batch, by which the sum is divided
   * @return loss and correct answers of the global batch
   */
  StepResult apply(long step, int samples) {
    StepResult total = total();
    if (total.samples() != samples) {
      throw new IllegalStateException(
          "Expected %d samples in step [%d], but the workers took %d"
              .formatted(samples, step, total.samples()));
    }
    FlatBuffers buffers = new FlatBuffers(parameters(), optimizerState(), staging.clear());
    stateChecksum = recipe.optimizer().apply(buffers, step, samples);
    return total;
  }

  /** Evaluates samples {@code [from, to)} of held-out data with the present parameters. */
  EvaluationSums evaluate(Dataset heldOut, long from, long to, Duration readWithin) {
    EvaluationSums sums = EvaluationSums.NOTHING;
    if (from == to) {
      return sums;
    }
    List<MicroBatchRange> passes = MicroBatchRange.split(0, from, to, recipe.microBatches().most());
    MicroBatchReader reader = readerOf(heldOut);
    for (MicroBatch batch : reader.read(passes, Optional.empty(), readWithin)) {
      sums =
          sums.plus(model.evaluate(batch.inputs(), batch.shape(), batch.targets(), recipe.loss()));
    }
    return sums;
  }

  /** Kept from one evaluation to the next: direct memory is given back late, and a job has many. */
  private MicroBatchReader readerOf(Dataset data) {
    if (data != heldOutData) {
      closeHeldOut();
      heldOutData = data;
      heldOutSamples =
          new MicroBatchReader(
              data,
              recipe.inputShape(),
              recipe.microBatches().most(),
              epoch -> LongUnaryOperator.identity());
    }
    return heldOutSamples;
  }

  private void closeHeldOut() {
    if (heldOutSamples != null) {
      heldOutSamples.close();
    }
  }

  /** Copies everything that the next step changes. */
  CheckpointCopy copy(JobId job, long step) {
    return CheckpointCopy.of(job, step, model::write, model.parameters(), optimizerState());
  }

  @Override
  public void close() {
    samples.close();
    closeHeldOut();
    model.close();
  }

  /** One seed for each pass, whoever computes it; the mixing is that of SplitMix64. */
  private long passSeed(long step, long firstPosition) {
    long mixed = recipe.seed() * 0x9E3779B97F4A7C15L + step * 0xBF58476D1CE4E5B9L + firstPosition;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static ByteBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES))
        .order(ByteOrder.LITTLE_ENDIAN);
  }
}
