package io.sampo.node.replica;

import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.WarmUp;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.Signature;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The forward on zeros by which a replica proves that it is what it says. Nobody's request: it is
 * counted nowhere, and nobody is kept from the device by it who could have been there first.
 *
 * @param heard is told why it failed, or nothing if it succeeded; in a thread of the device
 */
record Probe(LoadedModel model, Signature signature, Consumer<Optional<PlatformError>> heard)
    implements Runnable {

  @Override
  public void run() {
    heard.accept(failure());
  }

  private Optional<PlatformError> failure() {
    try {
      WarmUp.run(model, signature);
      return Optional.empty();
    } catch (RuntimeException | LinkageError | OutOfMemoryError failure) {
      return Optional.of(Failures.toError("a forward on zeros to succeed", failure));
    }
  }
}
