package io.sampo.node.engine;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/**
 * An engine without a device, directed by a test. A {@link #scripted()} one holds every load until
 * the test says {@link #finishLoading()} or {@link #failLoading}; one such word serves one load, in
 * order, and may come before it. Thread-safe.
 */
public final class FakeModelEngine implements ModelEngine {
  /** What every forward of a model is said to have taken. */
  public static final ForwardTimes TIMES = new ForwardTimes(10, 200, 30);

  private static final long PATIENCE_SECONDS = 20;

  private final boolean scripted;
  private final BlockingQueue<Optional<PlatformError>> script = new LinkedBlockingQueue<>();
  private final AtomicInteger loadsBegun = new AtomicInteger();
  private final AtomicInteger forwards = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong modelBytes = new AtomicLong(1024);
  private volatile UnaryOperator<List<Tensor>> forward;
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private volatile int parameterFloats = 8;
  private volatile RuntimeException startFailure;

  private FakeModelEngine(boolean scripted) {
    this.scripted = scripted;
  }

  /** Every load succeeds at once. */
  public static FakeModelEngine instant() {
    return new FakeModelEngine(false);
  }

  /** Every load waits for the test's word. */
  public static FakeModelEngine scripted() {
    return new FakeModelEngine(true);
  }

  /**
   * What models answer from now on, those loaded already included; may block or throw. Without one
   * they answer zeros that fit their signature. Its outputs are not checked.
   */
  public FakeModelEngine answering(UnaryOperator<List<Tensor>> answer) {
    forward = answer;
    return this;
  }

  public FakeModelEngine withModelBytes(long bytes) {
    modelBytes.set(bytes);
    return this;
  }

  /** How many parameters trainable models have. */
  public FakeModelEngine withParameters(int floats) {
    parameterFloats = floats;
    return this;
  }

  /** What {@link #start} throws from now on. */
  public FakeModelEngine failingToStart(RuntimeException failure) {
    startFailure = failure;
    return this;
  }

  /** Completes when the engine was started, or should have been. */
  public CompletableFuture<Void> started() {
    return started;
  }

  @Override
  public void start() {
    started.complete(null);
    if (startFailure != null) {
      throw startFailure;
    }
  }

  public void finishLoading() {
    script.add(Optional.empty());
  }

  public void failLoading(PlatformError error) {
    script.add(Optional.of(error));
  }

  public void failLoading(ErrorCode code, String message) {
    failLoading(new PlatformError(code, message));
  }

  /** Loads that have begun, finished or not, of both kinds. */
  public int loads() {
    return loadsBegun.get();
  }

  /** Forwards that have begun. */
  public int forwards() {
    return forwards.get();
  }

  /** Models that are loaded and not closed. */
  public int openModels() {
    return open.get();
  }

  @Override
  public LoadedModel load(Path artifact, Signature signature) {
    awaitScript();
    return new FakeLoadedModel(signature);
  }

  @Override
  public TrainableModel loadTrainable(Path artifact, Signature signature) {
    awaitScript();
    open.incrementAndGet();
    return new FakeTrainableModel(parameterFloats, open::decrementAndGet);
  }

  private void awaitScript() {
    loadsBegun.incrementAndGet();
    if (!scripted) {
      return;
    }
    try {
      Optional<PlatformError> word = script.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (word == null) {
        throw new IllegalStateException("Expected the test to end this load, but it did not");
      }
      word.ifPresent(
          error -> {
            throw error.toException();
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Expected the test to end this load, but was interrupted", e);
    }
  }

  private final class FakeLoadedModel implements LoadedModel {
    private final ForwardContract contract;
    private boolean closed;

    FakeLoadedModel(Signature signature) {
      contract = new ForwardContract(signature);
      open.incrementAndGet();
    }

    @Override
    public List<Tensor> forward(List<Tensor> inputs) {
      return forwardTogether(List.of(contract.arrange(inputs))).outputs().get(0);
    }

    @Override
    public ForwardResult forwardTogether(List<List<Tensor>> requests) {
      requireOpen();
      forwards.incrementAndGet();
      List<Tensor> joined = TensorBatch.join(requests);
      UnaryOperator<List<Tensor>> answer = forward;
      List<Tensor> outputs =
          answer == null ? zeros(contract.batchSize(joined)) : answer.apply(joined);
      return new ForwardResult(TensorBatch.divide(outputs, requests), TIMES);
    }

    private List<Tensor> zeros(long batch) {
      List<Tensor> outputs = new ArrayList<>();
      for (TensorSpec specification : contract.signature().outputs()) {
        long[] dimensions = specification.shape().dimensions();
        for (int i = 0; i < dimensions.length; i++) {
          dimensions[i] = Math.max(1, dimensions[i]);
        }
        Shape item = Shape.of(dimensions);
        Shape shape = contract.signature().isBatched() ? item.prepend(batch) : item;
        long bytes = shape.elementCount() * specification.dataType().elementBytes();
        outputs.add(
            Tensor.wrap(
                specification.name(), specification.dataType(), shape, new byte[(int) bytes]));
      }
      return List.copyOf(outputs);
    }

    private synchronized void requireOpen() {
      if (closed) {
        throw new IllegalStateException("Expected a loaded model, but it was closed");
      }
    }

    @Override
    public long bytes() {
      return modelBytes.get();
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }
  }
}
