package io.sampo.node.training.worker;

import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.ParameterSpace;
import io.sampo.node.engine.StepResult;
import io.sampo.node.engine.Targets;
import io.sampo.node.engine.TrainableModel;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Loss;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.IntConsumer;

/** Counts the passes of the modules that it trains, and lets a test do something after each. */
final class PassCountingEngine implements ModelEngine {
  private final ModelEngine engine;
  private IntConsumer afterPass = pass -> {};
  private int passes;

  PassCountingEngine(ModelEngine engine) {
    this.engine = engine;
  }

  /** Counts from 0 again, and calls with every number after that pass. */
  void afterPass(IntConsumer next) {
    passes = 0;
    afterPass = next;
  }

  int passes() {
    return passes;
  }

  @Override
  public void start() {
    engine.start();
  }

  @Override
  public LoadedModel load(Path artifact, Signature signature) {
    return engine.load(artifact, signature);
  }

  @Override
  public TrainableModel loadTrainable(Path artifact, Signature signature) {
    return new CountedModel(engine.loadTrainable(artifact, signature));
  }

  private final class CountedModel implements TrainableModel {
    private final TrainableModel model;

    CountedModel(TrainableModel model) {
      this.model = model;
    }

    @Override
    public ParameterSpace parameters() {
      return model.parameters();
    }

    @Override
    public StepResult forwardBackward(
        ByteBuffer inputs, Shape batchShape, Targets targets, Loss loss, long seed) {
      StepResult result = model.forwardBackward(inputs, batchShape, targets, loss, seed);
      passes++;
      afterPass.accept(passes);
      return result;
    }

    @Override
    public EvaluationSums evaluate(
        ByteBuffer inputs, Shape batchShape, Targets targets, Loss loss) {
      return model.evaluate(inputs, batchShape, targets, loss);
    }

    @Override
    public void write(OutputStream out) throws IOException {
      model.write(out);
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
