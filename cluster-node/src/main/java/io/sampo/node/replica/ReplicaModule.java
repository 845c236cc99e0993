package io.sampo.node.replica;

import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.WarmUp;
import io.sampo.node.health.ForwardWatch;
import io.sampo.node.health.ForwardWatches;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.ReplicaSpecification;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The module of one replica, with all its forwards under watch. It is there now or later, so that a
 * replica that stops while it loads frees it as well. Nothing here blocks its caller.
 */
final class ReplicaModule {
  private final ReplicaId id;
  private final ReplicaSpecification specification;
  private final ReplicaHost host;
  private final CompletableFuture<LoadedModel> loaded;

  /** Set before the module is there. */
  private volatile ForwardWatch watch;

  /** Begins to load. */
  ReplicaModule(ReplicaId id, ReplicaSpecification specification, ReplicaHost host) {
    this.id = id;
    this.specification = specification;
    this.host = host;
    this.loaded = CompletableFuture.supplyAsync(this::load, host.loads());
  }

  private LoadedModel load() {
    LoadedModel model =
        host.engine().load(host.artifacts().verified(specification.artifact()), signature());
    watch = host.watches().open(id, host.forwardThreads());
    return ForwardWatches.watched(model, watch);
  }

  CompletionStage<LoadedModel> loaded() {
    return loaded;
  }

  /** The module, once it is loaded. */
  LoadedModel get() {
    return loaded.getNow(null);
  }

  /** One forward on zeros. */
  CompletionStage<List<Tensor>> warmUp() {
    return loaded.thenApplyAsync(model -> WarmUp.run(model, signature()), host.forwards());
  }

  /** Its address, which the store has taken from its bytes once more for this load. */
  ArtifactHash artifact() {
    return specification.artifact();
  }

  /** Of the module itself, without a plan in front of it. */
  Signature signature() {
    return specification.signature().module();
  }

  boolean isForwardRunning() {
    ForwardWatch current = watch;
    return current != null && current.isRunning();
  }

  /** The watch over its forwards, once it is loaded. */
  ForwardWatch watch() {
    return watch;
  }

  /** Frees it after the forwards that run; does nothing if it could not be loaded. */
  CompletionStage<Void> close() {
    return loaded.thenAcceptAsync(LoadedModel::close, host.loads());
  }
}
