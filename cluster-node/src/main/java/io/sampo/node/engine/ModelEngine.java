package io.sampo.node.engine;

import io.sampo.protocol.serving.Signature;
import java.nio.file.Path;

/**
 * Loads TorchScript modules onto this node's device. Thread-safe. Every method blocks: call it on
 * an executor for device work, never in an actor.
 */
public interface ModelEngine {
  /**
   * Does what the first load would otherwise do before it begins, which can take seconds. Does
   * nothing when that is done.
   *
   * @throws io.sampo.protocol.error.PlatformException INTERNAL if the engine cannot be used
   */
  void start();

  /**
   * Loads a module for serving. The module is not run yet; see {@link WarmUp}.
   *
   * @throws io.sampo.protocol.error.PlatformException ARTIFACT_INVALID if the file is no
   *     TorchScript module, ARTIFACT_UNAVAILABLE if it is not there, UNSUPPORTED if the signature
   *     asks for a datatype that the engine lacks, DEVICE_FULL if memory runs out
   */
  LoadedModel load(Path artifact, Signature signature);

  /**
   * Loads a module of its own for training, in training mode. Never shares anything with a serving
   * one.
   *
   * @throws io.sampo.protocol.error.PlatformException as {@link #load}, and UNSUPPORTED if the
   *     module cannot be trained: parameters that are missing, not FP32 or share storage, or a
   *     signature without exactly one batched FP32 input
   */
  TrainableModel loadTrainable(Path artifact, Signature signature);
}
