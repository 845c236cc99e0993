package io.sampo.http.entity;

import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.training.TrainingJobProtocol;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/** Entities that answer as the test says, and remember what they were told. */
public final class FakeEntities implements Entities {

  private final Queue<Object> commands = new ConcurrentLinkedQueue<>();
  private final ActorSystem<?> system;
  private volatile Function<Object, Outcome<?>> answer;

  public FakeEntities(ActorSystem<?> system) {
    this.system = system;
    answerNothing();
  }

  /** What the entities were told, oldest first. */
  public Queue<Object> commands() {
    return commands;
  }

  public void answer(Function<Object, Outcome<?>> byCommand) {
    answer = byCommand;
  }

  /** As when the node of the entity is away. */
  public void answerNothing() {
    answer = command -> Outcome.refused(ErrorCode.NODE_UNREACHABLE, "Expected an answer");
  }

  @Override
  public <T> CompletionStage<Outcome<T>> model(
      ModelName name,
      Duration patience,
      Function<ActorRef<Outcome<T>>, ModelProtocol.Command> command) {
    return answered(command.apply(system.ignoreRef()));
  }

  @Override
  public <T> CompletionStage<Outcome<T>> job(
      JobId id,
      Duration patience,
      Function<ActorRef<Outcome<T>>, TrainingJobProtocol.Command> command) {
    return answered(command.apply(system.ignoreRef()));
  }

  @Override
  public <T> CompletionStage<Outcome<T>> dataset(
      DatasetName name,
      Duration patience,
      Function<ActorRef<Outcome<T>>, DatasetProtocol.Command> command) {
    return answered(command.apply(system.ignoreRef()));
  }

  @SuppressWarnings("unchecked") // The test answers with what the command asks for.
  private <T> CompletionStage<Outcome<T>> answered(Object command) {
    commands.add(command);
    return CompletableFuture.completedFuture((Outcome<T>) answer.apply(command));
  }
}
