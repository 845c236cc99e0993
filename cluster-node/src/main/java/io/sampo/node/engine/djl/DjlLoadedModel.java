package io.sampo.node.engine.djl;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import io.sampo.node.engine.ForwardContract;
import io.sampo.node.engine.ForwardResult;
import io.sampo.node.engine.ForwardTimes;
import io.sampo.node.engine.LoadedModel;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** One shared module; each forward has its own native memory, freed before it returns. */
final class DjlLoadedModel implements LoadedModel {
  /** Forwards read, close writes: native memory freed under a running forward ends the process. */
  private final ReadWriteLock lifetime = new ReentrantReadWriteLock();

  private final DjlModule module;
  private final InputPool inputs;
  private final ForwardContract contract;
  private final long bytes;
  private final NativeHeap heap;
  private boolean closed;

  private DjlLoadedModel(DjlModule module, Signature signature, long bytes, NativeHeap heap) {
    this.module = module;
    this.inputs = new InputPool(module.manager());
    this.contract = new ForwardContract(signature);
    this.bytes = bytes;
    this.heap = heap;
  }

  static DjlLoadedModel open(Path artifact, Signature signature, NativeHeap heap) {
    DjlModule module = DjlModule.forServing(artifact);
    try {
      // A module file is little more than its uncompressed parameters and buffers.
      return new DjlLoadedModel(module, signature, Files.size(artifact), heap);
    } catch (IOException e) {
      module.close();
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<Tensor> forward(List<Tensor> inputs) {
    return forwardTogether(List.of(contract.arrange(inputs))).outputs().get(0);
  }

  @Override
  public ForwardResult forwardTogether(List<List<Tensor>> requests) {
    lifetime.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("Expected a loaded model, but it was closed");
      }
      return forwardOpen(requests);
    } finally {
      lifetime.readLock().unlock();
    }
  }

  private ForwardResult forwardOpen(List<List<Tensor>> requests) {
    long began = System.nanoTime();
    try (PtNDManager call = module.newCall()) {
      NativeInputs arguments = inputs.take(requests);
      try {
        long gathered = System.nanoTime();
        NDList results = module.infer(arguments.arguments(), call);
        long inferred = System.nanoTime();
        List<List<Tensor>> outputs = copyOut(results, requests);
        ForwardTimes times =
            new ForwardTimes(gathered - began, inferred - gathered, System.nanoTime() - inferred);
        return new ForwardResult(outputs, times);
      } finally {
        inputs.giveBack(arguments);
      }
    } catch (EngineException e) {
      throw NativeFailures.whileRunning(e);
    }
  }

  private List<List<Tensor>> copyOut(NDList results, List<List<Tensor>> requests) {
    contract.requireOutputCount(results.size());
    long batch = 0;
    for (List<Tensor> request : requests) {
      batch += contract.batchSize(request);
    }
    return divide(requests, copyOut(results, batch));
  }

  private List<Tensor> copyOut(NDList results, long batch) {
    List<TensorSpec> specifications = contract.signature().outputs();
    List<Tensor> outputs = new ArrayList<>(specifications.size());
    for (int i = 0; i < specifications.size(); i++) {
      TensorSpec specification = specifications.get(i);
      outputs.add(copyOut(specification, pick(results, specification.name(), i), batch));
    }
    return outputs;
  }

  /** Each request gets a view of what was copied out once for all. */
  private List<List<Tensor>> divide(List<List<Tensor>> requests, List<Tensor> outputs) {
    if (requests.size() == 1) {
      return List.of(outputs);
    }
    List<List<Tensor>> parts = new ArrayList<>(requests.size());
    long first = 0;
    for (List<Tensor> request : requests) {
      long count = contract.batchSize(request);
      List<Tensor> part = new ArrayList<>(outputs.size());
      for (Tensor output : outputs) {
        part.add(output.items(first, count));
      }
      parts.add(part);
      first += count;
    }
    return parts;
  }

  /** A module that returns a dictionary names its results; any other gives them in order. */
  private static NDArray pick(NDList results, String name, int index) {
    for (NDArray result : results) {
      if (name.equals(result.getName())) {
        return result;
      }
    }
    return results.get(index);
  }

  private Tensor copyOut(TensorSpec specification, NDArray array, long batch) {
    Shape shape = DjlTypes.fromDjl(array.getShape());
    DataType dataType =
        DjlTypes.fromDjl(array.getDataType())
            .orElseThrow(
                () ->
                    new PlatformException(
                        ErrorCode.SIGNATURE_MISMATCH,
                        "Expected output [%s] to be %s, but the module gave a type that cannot be read"
                            .formatted(specification.name(), specification.dataType())));
    contract.requireOutput(specification, dataType, shape, batch);
    long length = Math.multiplyExact(shape.elementCount(), dataType.elementBytes());
    if (length > Integer.MAX_VALUE - Long.BYTES) {
      throw new PlatformException(
          ErrorCode.TENSOR_TOO_LARGE,
          "Expected outputs below 2 GiB, but [%s] has %d bytes"
              .formatted(specification.name(), length));
    }
    // One call copies it; a view of native memory takes five to make.
    byte[] data = length == 0 ? new byte[0] : array.toByteBuffer(false).array();
    return Tensor.wrap(specification.name(), dataType, shape, data);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  /** Native arrays that are open now, but for kept inputs; for the search for leaks. */
  int openArrays() {
    return module.manager().getManagedArrays().size() - inputs.arrays();
  }

  @Override
  public void close() {
    lifetime.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        inputs.close();
        module.close();
        heap.freed(bytes);
      }
    } finally {
      lifetime.writeLock().unlock();
    }
  }
}
