package io.sampo.node.engine.djl;

import static java.util.Objects.requireNonNull;

import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.ModelEngine;
import io.sampo.node.engine.TrainableModel;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import java.nio.file.Path;

/**
 * TorchScript on PyTorch, on the CPU. Starts PyTorch with the first load, which takes about half a
 * second more, or some seconds where the libraries have yet to be unpacked.
 */
public final class DjlModelEngine implements ModelEngine {
  private final NativeHeap heap;

  /** For programs that end with their modules. */
  public DjlModelEngine() {
    this(NativeHeap.untrimmed());
  }

  /**
   * @param heap is told what closed modules have freed
   */
  public DjlModelEngine(NativeHeap heap) {
    this.heap = requireNonNull(heap, "heap is null");
  }

  @Override
  public void start() {
    DjlNatives.start();
  }

  @Override
  public LoadedModel load(Path artifact, Signature signature) {
    DjlTypes.requireSupported(signature);
    return DjlLoadedModel.open(artifact, signature, heap);
  }

  @Override
  public TrainableModel loadTrainable(Path artifact, Signature signature) {
    DjlTypes.requireSupported(signature);
    requireTrainable(signature);
    return DjlTrainableModel.open(artifact, signature, heap);
  }

  private static void requireTrainable(Signature signature) {
    if (signature.inputs().size() != 1
        || signature.outputs().size() != 1
        || !signature.isBatched()
        || signature.inputs().get(0).dataType() != DataType.FP32
        || signature.outputs().get(0).dataType() != DataType.FP32) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "Expected one batched FP32 input and one FP32 output for training, but was %s -> %s with"
                  .formatted(signature.inputs(), signature.outputs())
              + " maxBatchSize "
              + signature.maxBatchSize());
    }
  }
}
