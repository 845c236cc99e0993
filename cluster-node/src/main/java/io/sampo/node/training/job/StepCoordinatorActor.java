package io.sampo.node.training.job;

import io.sampo.node.training.register.Expected;
import io.sampo.node.training.register.GenerationRegister;
import io.sampo.node.training.register.WriteAnswer;
import io.sampo.node.training.step.CoordinatorAction;
import io.sampo.node.training.step.CoordinatorEvent;
import io.sampo.node.training.step.StepCoordinator;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepReport;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * A thin actor around the pure {@link StepCoordinator} for one gang: carries its orders to workers,
 * its reads and writes to the register, and everything that others must know to its listener. One
 * incarnation; its parent stops it when the listener has heard that it completed, paused or stepped
 * down, or gives the gang up.
 */
final class StepCoordinatorActor extends AbstractBehavior<StepCoordinatorActor.Command> {

  /** What the coordinator understands. */
  sealed interface Command {}

  record ReportArrived(StepReport report) implements Command {}

  record WorkerEnded(WorkerIncarnation worker) implements Command {}

  /** The listener hears {@link CoordinatorAction.Paused} when nothing is lost by stopping. */
  enum PauseWanted implements Command {
    INSTANCE
  }

  /**
   * The listener hears {@link CoordinatorAction.Released}, or another last word, when it may stop.
   */
  enum ReleaseWanted implements Command {
    INSTANCE
  }

  /** A published step was evaluated: {@link CoordinatorEvent.GoOn} behind it. */
  record GoOn(long step) implements Command {}

  /** A published step was evaluated, and is the last one: {@link CoordinatorEvent.EndHere}. */
  record EndHere(long step) implements Command {}

  private record RegisterAnswered(CoordinatorEvent event) implements Command {}

  private enum Tick implements Command {
    INSTANCE
  }

  private static final Duration TICK = Duration.ofMillis(100);

  private final Gang gang;
  private final GenerationRegister register;
  private final ActorRef<CoordinatorAction> listener;
  private final InstantSource monotonic;
  private final StepCoordinator transaction;

  /**
   * @param transaction makes the coordinator of that incarnation
   * @param monotonic a source that never goes back; its origin does not matter
   * @param listener hears every action except orders, reads and writes
   */
  static Behavior<Command> create(
      Gang gang,
      Function<CoordinatorIncarnation, StepCoordinator> transaction,
      GenerationRegister register,
      InstantSource monotonic,
      ActorRef<CoordinatorAction> listener) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(Tick.INSTANCE, TICK);
                  CoordinatorIncarnation self = new CoordinatorIncarnation(UUID.randomUUID());
                  StepCoordinatorActor actor =
                      new StepCoordinatorActor(
                          context, gang, transaction.apply(self), register, monotonic, listener);
                  actor.begin(self);
                  return actor;
                }));
  }

  private StepCoordinatorActor(
      ActorContext<Command> context,
      Gang gang,
      StepCoordinator transaction,
      GenerationRegister register,
      InstantSource monotonic,
      ActorRef<CoordinatorAction> listener) {
    super(context);
    this.gang = gang;
    this.transaction = transaction;
    this.register = register;
    this.monotonic = monotonic;
    this.listener = listener;
  }

  private void begin(CoordinatorIncarnation self) {
    WorkerProtocol.Introduce introduction = new WorkerProtocol.Introduce(self, gang.peers());
    gang.members().forEach(member -> member.reference().tell(introduction));
    carryOut(transaction.start(monotonic.instant()));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(
            ReportArrived.class, arrived -> feed(new CoordinatorEvent.Reported(arrived.report())))
        .onMessage(
            WorkerEnded.class, ended -> feed(new CoordinatorEvent.WorkerLost(ended.worker())))
        .onMessage(PauseWanted.class, wanted -> feed(new CoordinatorEvent.PauseWanted()))
        .onMessage(ReleaseWanted.class, wanted -> feed(new CoordinatorEvent.ReleaseWanted()))
        .onMessage(GoOn.class, decided -> feed(new CoordinatorEvent.GoOn(decided.step())))
        .onMessage(EndHere.class, decided -> feed(new CoordinatorEvent.EndHere(decided.step())))
        .onMessage(RegisterAnswered.class, answered -> feed(answered.event()))
        .onMessage(Tick.class, tick -> feed(new CoordinatorEvent.Tick()))
        .build();
  }

  private Behavior<Command> feed(CoordinatorEvent event) {
    carryOut(transaction.handle(event, monotonic.instant()));
    return this;
  }

  private void carryOut(List<CoordinatorAction> actions) {
    for (CoordinatorAction action : actions) {
      if (action instanceof CoordinatorAction.Send send) {
        gang.find(send.to())
            .ifPresent(
                member -> member.reference().tell(new WorkerProtocol.DeliverOrder(send.order())));
      } else if (action instanceof CoordinatorAction.ReadRow) {
        readRow();
      } else if (action instanceof CoordinatorAction.CompareAndSet write) {
        compareAndSet(write.expected(), write.row());
      } else {
        listener.tell(action);
      }
    }
  }

  private void readRow() {
    getContext()
        .pipeToSelf(
            register.read(gang.job()),
            (row, failure) -> {
              if (failure != null) {
                return new RegisterAnswered(new CoordinatorEvent.ReadFailed());
              }
              return new RegisterAnswered(
                  row.<CoordinatorEvent>map(CoordinatorEvent.RowRead::new)
                      .orElseGet(CoordinatorEvent.RowAbsent::new));
            });
  }

  private void compareAndSet(Expected expected, RegisterRow row) {
    getContext()
        .pipeToSelf(
            register.compareAndSet(expected, row),
            (answer, failure) -> {
              if (failure != null) {
                return new RegisterAnswered(new CoordinatorEvent.WriteUnknown(row.writeId()));
              }
              return new RegisterAnswered(
                  answer instanceof WriteAnswer.Refused refused
                      ? new CoordinatorEvent.WriteRefused(row.writeId(), refused.current())
                      : new CoordinatorEvent.WriteApplied(row.writeId()));
            });
  }
}
