package io.sampo.node.engine.djl;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A loaded module and the manager that owns its native memory. Uses the block beneath DJL's {@code
 * Model}, whose finalizer frees parameters that are still in use.
 */
final class DjlModule implements AutoCloseable {
  private static final String[] NO_EXTRA_FILES = {};

  private final PtNDManager manager;
  private final PtSymbolBlock block;

  private DjlModule(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  static DjlModule forServing(Path artifact) {
    return open(artifact, false);
  }

  /** Parameters take gradients. Like every loaded module it is in evaluation mode at first. */
  static DjlModule forTraining(Path artifact) {
    return open(artifact, true);
  }

  private static DjlModule open(Path artifact, boolean trainable) {
    if (!Files.isReadable(artifact)) {
      throw new PlatformException(
          ErrorCode.ARTIFACT_UNAVAILABLE,
          "Expected a readable file [%s], but there is none".formatted(artifact.getFileName()));
    }
    PtNDManager manager = (PtNDManager) DjlNatives.start().newBaseManager(Device.cpu());
    try {
      PtSymbolBlock block =
          JniUtils.loadModule(manager, artifact, true, NO_EXTRA_FILES, NO_EXTRA_FILES, trainable);
      return new DjlModule(manager, block);
    } catch (EngineException e) {
      manager.close();
      throw NativeFailures.whileLoading(e);
    }
  }

  PtSymbolBlock block() {
    return block;
  }

  PtNDManager manager() {
    return manager;
  }

  /** The owner of everything that one call creates; close it with the call. */
  PtNDManager newCall() {
    return manager.newSubManager(Device.cpu());
  }

  /**
   * Runs the module so that autograd sees nothing. Safe from several threads.
   *
   * @param call owns what comes out
   */
  NDList infer(IValue[] inputs, PtNDManager call) {
    return run(
        () -> {
          try (IValue result = IValueUtils.forward(block, inputs)) {
            return result.toNDList(call);
          }
        });
  }

  /**
   * Runs the module under the thread's own gradient mode. What it gives may be part of a backward.
   */
  NDList trace(NDList inputs) {
    return run(() -> IValueUtils.forward(block, inputs, true));
  }

  private static NDList run(Supplier<NDList> forward) {
    try {
      // Thread-local in PyTorch. Optimized graphs take seconds to warm up, and an evaluation on one
      // leaves tensors behind that a later backward refuses.
      JniUtils.setGraphExecutorOptimize(false);
      return forward.get();
    } catch (EngineException | UnsupportedOperationException e) {
      throw NativeFailures.whileRunning(e);
    }
  }

  /** Frees the module, its parameters and whatever calls left open. */
  @Override
  public void close() {
    manager.close();
  }
}
