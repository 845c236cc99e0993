package io.sampo.node.training.job;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.step.CoordinatorAction;
import io.sampo.node.training.step.Fallback;
import io.sampo.node.training.step.StepCoordinator;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/**
 * The coordinator of one attempt. It begins once it is known what can be restored; what it is told
 * before that is lost, because nobody knows of it: workers wait for its introduction. Runs in the
 * thread of the attempt; not thread-safe.
 */
final class AttemptCoordinator {
  private final ActorContext<?> attempt;
  private final RunContext run;
  private final JobInputs inputs;
  private final Gang gang;
  private final ActorRef<CoordinatorAction> listener;
  private ActorRef<StepCoordinatorActor.Command> actor;

  /**
   * @param listener hears every action except orders, reads and writes
   */
  AttemptCoordinator(
      ActorContext<?> attempt,
      RunContext run,
      JobInputs inputs,
      Gang gang,
      ActorRef<CoordinatorAction> listener) {
    this.attempt = requireNonNull(attempt, "attempt is null");
    this.run = requireNonNull(run, "run is null");
    this.inputs = requireNonNull(inputs, "inputs is null");
    this.gang = requireNonNull(gang, "gang is null");
    this.listener = requireNonNull(listener, "listener is null");
  }

  void begin(Optional<Fallback> fallback, InstantSource monotonic) {
    actor =
        attempt.spawn(
            StepCoordinatorActor.create(
                gang,
                self -> transaction(self, fallback),
                run.environment().register(),
                monotonic,
                listener),
            "coordinator");
  }

  private StepCoordinator transaction(CoordinatorIncarnation self, Optional<Fallback> fallback) {
    StepCoordinator transaction =
        new StepCoordinator(
            run.id(),
            self,
            inputs.plan(run.specification()),
            run.settings().stepsFor(gang.members().size()),
            run.specification().anomalies());
    fallback.ifPresent(transaction::fallBackTo);
    return transaction;
  }

  boolean hasBegun() {
    return actor != null;
  }

  void tell(StepCoordinatorActor.Command command) {
    if (hasBegun()) {
      actor.tell(command);
    }
  }
}
