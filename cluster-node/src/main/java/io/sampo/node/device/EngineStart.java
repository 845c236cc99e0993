package io.sampo.node.device;

import io.sampo.node.engine.ModelEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the engine before it is needed, which may be when a node is to be replaced in a hurry. A
 * load that comes meanwhile waits for it; if it fails, so do loads, with the reason. Blocks for
 * seconds.
 */
record EngineStart(ModelEngine engine) implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(EngineStart.class);

  @Override
  public void run() {
    try {
      engine.start();
    } catch (RuntimeException | LinkageError failure) {
      LOG.warn("Nothing can be loaded on this node: {}", failure.toString());
    }
  }
}
