package io.sampo.http.admin;

import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.training.TrainingJobProtocol;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Asks the entities of the cluster. A stage completes with the value; a refusal fails it with a
 * {@link io.sampo.protocol.error.PlatformException}, and no answer in time is one with {@code
 * JOURNAL_UNAVAILABLE}.
 */
public interface EntityGateway {

  <T> CompletionStage<T> askModel(
      ModelName model, Function<ActorRef<Outcome<T>>, ModelProtocol.Command> question);

  <T> CompletionStage<T> askJob(
      JobId job, Function<ActorRef<Outcome<T>>, TrainingJobProtocol.Command> question);

  <T> CompletionStage<T> askDataset(
      DatasetName dataset, Function<ActorRef<Outcome<T>>, DatasetProtocol.Command> question);
}
