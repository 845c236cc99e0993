package io.sampo.http.admin;

import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.training.TrainingJobProtocol;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;

/** Asks the entities through cluster sharding. Thread-safe. */
public final class ShardedEntities implements EntityGateway {

  private final ClusterSharding sharding;
  private final Duration timeout;

  /**
   * @param timeout of one question
   */
  public ShardedEntities(ActorSystem<?> system, Duration timeout) {
    this.sharding = ClusterSharding.get(system);
    this.timeout = timeout;
  }

  @Override
  public <T> CompletionStage<T> askModel(
      ModelName model, Function<ActorRef<Outcome<T>>, ModelProtocol.Command> question) {
    return ask(EntityKeys.MODEL, model.value(), question);
  }

  @Override
  public <T> CompletionStage<T> askJob(
      JobId job, Function<ActorRef<Outcome<T>>, TrainingJobProtocol.Command> question) {
    return ask(EntityKeys.TRAINING_JOB, job.value(), question);
  }

  @Override
  public <T> CompletionStage<T> askDataset(
      DatasetName dataset, Function<ActorRef<Outcome<T>>, DatasetProtocol.Command> question) {
    return ask(EntityKeys.DATASET, dataset.value(), question);
  }

  private <C, T> CompletionStage<T> ask(
      EntityTypeKey<C> key, String id, Function<ActorRef<Outcome<T>>, C> question) {
    return sharding
        .entityRefFor(key, id)
        .<Outcome<T>>ask(question::apply, timeout)
        .handle((outcome, failure) -> answer(key.name() + " [" + id + "]", outcome, failure));
  }

  private <T> T answer(String entity, Outcome<T> outcome, Throwable failure) {
    if (failure == null) {
      return outcome.orThrow();
    }
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TimeoutException) {
      throw new PlatformException(
          ErrorCode.JOURNAL_UNAVAILABLE,
          "Expected an answer of %s within %d s, but there was none"
              .formatted(entity, timeout.toSeconds()),
          cause);
    }
    throw new PlatformException(
        ErrorCode.INTERNAL, "Expected an answer of " + entity + ", but " + cause, cause);
  }
}
