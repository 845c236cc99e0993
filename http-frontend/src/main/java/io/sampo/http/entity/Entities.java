package io.sampo.http.entity;

import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.training.TrainingJobProtocol;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Asks the entities of the cluster. An entity that does not answer within the patience is a refusal
 * with {@code NODE_UNREACHABLE}; the command may or may not have been carried out.
 */
public interface Entities {

  <T> CompletionStage<Outcome<T>> model(
      ModelName name,
      Duration patience,
      Function<ActorRef<Outcome<T>>, ModelProtocol.Command> command);

  <T> CompletionStage<Outcome<T>> job(
      JobId id,
      Duration patience,
      Function<ActorRef<Outcome<T>>, TrainingJobProtocol.Command> command);

  <T> CompletionStage<Outcome<T>> dataset(
      DatasetName name,
      Duration patience,
      Function<ActorRef<Outcome<T>>, DatasetProtocol.Command> command);
}
