package io.sampo.http.entity;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.catalog.EntityKeys;
import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
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

/** The entities where they are, found by sharding. */
public final class ShardedEntities implements Entities {

  private final ActorSystem<?> system;

  public ShardedEntities(ActorSystem<?> system) {
    this.system = requireNonNull(system, "system is null");
  }

  @Override
  public <T> CompletionStage<Outcome<T>> model(
      ModelName name,
      Duration patience,
      Function<ActorRef<Outcome<T>>, ModelProtocol.Command> command) {
    return ask(EntityKeys.MODEL, name.value(), patience, command);
  }

  @Override
  public <T> CompletionStage<Outcome<T>> job(
      JobId id,
      Duration patience,
      Function<ActorRef<Outcome<T>>, TrainingJobProtocol.Command> command) {
    return ask(EntityKeys.TRAINING_JOB, id.value(), patience, command);
  }

  @Override
  public <T> CompletionStage<Outcome<T>> dataset(
      DatasetName name,
      Duration patience,
      Function<ActorRef<Outcome<T>>, DatasetProtocol.Command> command) {
    return ask(EntityKeys.DATASET, name.value(), patience, command);
  }

  private <C, T> CompletionStage<Outcome<T>> ask(
      EntityTypeKey<C> type,
      String id,
      Duration patience,
      Function<ActorRef<Outcome<T>>, C> command) {
    return ClusterSharding.get(system)
        .entityRefFor(type, id)
        .<Outcome<T>>ask(command::apply, patience)
        .exceptionally(failure -> unanswered(type, id, patience, failure));
  }

  private static <T> Outcome<T> unanswered(
      EntityTypeKey<?> type, String id, Duration patience, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof TimeoutException) {
      return Outcome.refused(
          ErrorCode.NODE_UNREACHABLE,
          "Expected %s [%s] to answer within %d ms, but it did not"
              .formatted(type.name(), id, patience.toMillis()));
    }
    return Outcome.refused(PlatformError.from(cause));
  }
}
