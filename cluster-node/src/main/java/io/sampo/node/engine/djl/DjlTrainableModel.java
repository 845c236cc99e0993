package io.sampo.node.engine.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.sampo.node.engine.ForwardContract;
import io.sampo.node.engine.ParameterSpace;
import io.sampo.node.engine.StepResult;
import io.sampo.node.engine.Targets;
import io.sampo.node.engine.TrainableModel;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.Loss;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A module in training mode. Runs autograd itself, without DJL's gradient collector, of which there
 * can be only one in a process.
 */
final class DjlTrainableModel implements TrainableModel {
  private final Object lock = new Object();
  private final DjlModule module;
  private final ForwardContract contract;
  private final DjlParameterSpace parameters;
  private final NativeHeap heap;
  private boolean closed;

  private DjlTrainableModel(DjlModule module, Signature signature, NativeHeap heap) {
    this.module = module;
    this.heap = heap;
    this.contract = new ForwardContract(signature);
    this.parameters = DjlParameterSpace.adopt(module, lock);
    // A loaded module evaluates, whatever DJL's block believes.
    JniUtils.enableTrainingMode(module.block());
  }

  static DjlTrainableModel open(Path artifact, Signature signature, NativeHeap heap) {
    DjlModule module = DjlModule.forTraining(artifact);
    try {
      return new DjlTrainableModel(module, signature, heap);
    } catch (EngineException e) {
      module.close();
      throw NativeFailures.whileLoading(e);
    } catch (RuntimeException e) {
      module.close();
      throw e;
    }
  }

  @Override
  public ParameterSpace parameters() {
    return parameters;
  }

  @Override
  public StepResult forwardBackward(
      ByteBuffer inputs, Shape batchShape, Targets targets, Loss loss, long seed) {
    int samples = requireBatch(inputs, batchShape);
    synchronized (lock) {
      requireOpen();
      boolean before = JniUtils.isGradMode();
      JniUtils.setGradMode(true);
      try (PtNDManager call = module.newCall()) {
        JniUtils.setSeed(seed);
        NDArray outputs = run(call, inputs, batchShape);
        PtNDArray sum = (PtNDArray) DjlLoss.sum(loss, outputs, targets);
        JniUtils.backward(sum, (PtNDArray) sum.onesLike(), false, false);
        parameters.noticeGradients();
        return new StepResult(sum.getFloat(), samples, DjlScores.correct(loss, outputs, targets));
      } catch (EngineException e) {
        throw NativeFailures.whileRunning(e);
      } finally {
        JniUtils.setGradMode(before);
      }
    }
  }

  @Override
  public EvaluationSums evaluate(ByteBuffer inputs, Shape batchShape, Targets targets, Loss loss) {
    requireBatch(inputs, batchShape);
    synchronized (lock) {
      requireOpen();
      boolean before = JniUtils.isGradMode();
      JniUtils.setGradMode(false);
      JniUtils.enableInferenceMode(module.block());
      try (PtNDManager call = module.newCall()) {
        NDArray outputs = run(call, inputs, batchShape);
        double sum = DjlLoss.sum(loss, outputs, targets).getFloat();
        return DjlScores.sums(loss, outputs, targets, sum);
      } catch (EngineException e) {
        throw NativeFailures.whileRunning(e);
      } finally {
        JniUtils.enableTrainingMode(module.block());
        JniUtils.setGradMode(before);
      }
    }
  }

  private NDArray run(PtNDManager call, ByteBuffer inputs, Shape batchShape) {
    // A slice, because native code starts at the first byte of a buffer, whatever its position.
    NDArray batch =
        call.create(
            inputs.slice(), DjlTypes.toDjl(batchShape), ai.djl.ndarray.types.DataType.FLOAT32);
    NDList results = module.trace(new NDList(batch));
    contract.requireOutputCount(results.size());
    NDArray output = results.get(0);
    TensorSpec specification = contract.signature().outputs().get(0);
    Shape shape = DjlTypes.fromDjl(output.getShape());
    DataType dataType = DjlTypes.fromDjl(output.getDataType()).orElse(null);
    contract.requireOutput(specification, dataType, shape, batchShape.dimension(0));
    return output;
  }

  private int requireBatch(ByteBuffer inputs, Shape batchShape) {
    TensorSpec specification = contract.signature().inputs().get(0);
    if (!specification.shape().prepend(-1).accepts(batchShape) || batchShape.dimension(0) < 1) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected a batch of %s, but got %s".formatted(specification.shape(), batchShape));
    }
    long bytes = Math.multiplyExact(batchShape.elementCount(), Float.BYTES);
    if (!inputs.isDirect() || inputs.remaining() != bytes) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected %d bytes in a direct buffer for %s, but got %s"
              .formatted(bytes, batchShape, inputs));
    }
    return Math.toIntExact(batchShape.dimension(0));
  }

  /** In memory first: native code goes on after an exception of a stream that it writes to. */
  @Override
  public void write(OutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(parameters.bytes() + 64 * 1024);
    synchronized (lock) {
      requireOpen();
      // Written as it will be served, also where the module keeps its mode as an attribute.
      JniUtils.enableInferenceMode(module.block());
      try {
        JniUtils.writeModule(module.block(), bytes, false);
      } catch (EngineException e) {
        throw NativeFailures.whileRunning(e);
      } finally {
        JniUtils.enableTrainingMode(module.block());
      }
    }
    bytes.writeTo(out);
  }

  /** Native arrays that are open now; for the search for leaks. */
  int openArrays() {
    return module.manager().getManagedArrays().size();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Expected an open model, but it was closed");
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      if (!closed) {
        closed = true;
        long bytes = parameters.bytes();
        parameters.close();
        module.close();
        heap.freed(bytes);
      }
    }
  }
}
