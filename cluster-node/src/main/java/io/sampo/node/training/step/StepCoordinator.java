package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.StepReport;
import java.time.Instant;
import java.util.List;

/**
 * The coordinator of one training job as a state machine: events in, actions out, nothing else.
 *
 * <table>
 * <caption>Transitions</caption>
 * <tr><th>phase</th><th>event</th><th>actions</th><th>next phase</th></tr>
 * <tr><td>reading</td><td>no row</td><td></td><td>founding</td></tr>
 * <tr><td>reading</td><td>row</td><td>freeze its members</td><td>gathering</td></tr>
 * <tr><td>reading</td><td>row without members</td><td></td><td>founding</td></tr>
 * <tr><td>founding</td><td>enough workers</td><td>write generation 1, or the one behind a row
 *     without members</td><td>opening</td></tr>
 * <tr><td>founding</td><td>row of another one</td><td>freeze its members</td>
 *     <td>gathering</td></tr>
 * <tr><td>gathering</td><td>all answered, or the wait is over with answers</td>
 *     <td>settle; write generation g+1</td><td>opening</td></tr>
 * <tr><td>gathering</td><td>the wait is over without an answer</td><td></td><td>reviving</td></tr>
 * <tr><td>reviving</td><td>an answer, or another generation in the register</td>
 *     <td>freeze its members</td><td>gathering</td></tr>
 * <tr><td>reviving</td><td>renewal count unchanged for a lease, and enough workers</td>
 *     <td>write generation g+1 from the checkpoint</td><td>opening</td></tr>
 * <tr><td>opening</td><td>write applied</td><td>install the row, with its first step</td>
 *     <td>leading</td></tr>
 * <tr><td>opening</td><td>write unknown</td><td>fence it: write again</td><td>opening</td></tr>
 * <tr><td>opening</td><td>refused: the old row was only renewed</td><td>write again (a restored
 *     generation waits for the lease again)</td><td>opening (reviving)</td></tr>
 * <tr><td>opening</td><td>refused: another generation</td><td>freeze its members, unless this one
 *     has led before</td><td>gathering (stepped down)</td></tr>
 * <tr><td>leading</td><td>all members voted alike, within the lease</td><td>commit, with the next
 *     step; hold for joiners</td><td>leading</td></tr>
 * <tr><td>leading</td><td>votes differ</td><td>settle "retreat"; name the odd ones; freeze</td>
 *     <td>gathering</td></tr>
 * <tr><td>leading</td><td>all members found an anomaly that the job rolls back on</td><td>freeze;
 *     then write generation g+1 from the checkpoint, behind the data of the anomaly</td>
 *     <td>gathering</td></tr>
 * <tr><td>leading</td><td>all members found an anomaly that the job stops at</td><td></td>
 *     <td>halted</td></tr>
 * <tr><td>leading</td><td>a worker lost, an abort, a stall, joiners ready, a leaver at a step's
 *     end</td><td>freeze</td><td>gathering</td></tr>
 * <tr><td>leading</td><td>own write refused</td><td>install the row of the other one</td>
 *     <td>stepped down</td></tr>
 * <tr><td>leading</td><td>a step to evaluate is committed</td><td>commit, with a hold; have a
 *     checkpoint written</td><td>leading</td></tr>
 * <tr><td>leading</td><td>a checkpoint of the step to evaluate is published</td><td>ask for the
 *     evaluation</td><td>leading</td></tr>
 * <tr><td>leading</td><td>evaluated: go on</td><td>the commit again, with the next step</td>
 *     <td>leading</td></tr>
 * <tr><td>leading</td><td>evaluated: end here</td><td></td><td>completed</td></tr>
 * <tr><td>leading</td><td>checkpoint of the last step published, evaluated where wanted</td>
 *     <td></td><td>completed</td></tr>
 * <tr><td>leading</td><td>a pause is wanted, the open step is committed</td><td>commit, with a hold;
 *     have a checkpoint written</td><td>leading</td></tr>
 * <tr><td>leading</td><td>a pause is wanted, a checkpoint of the last committed step is
 *     published</td><td>write generation g+1 without members</td><td>releasing</td></tr>
 * <tr><td>any that holds a row of its own</td><td>a release is wanted</td>
 *     <td>write generation g+1 without members</td><td>releasing</td></tr>
 * <tr><td>releasing</td><td>write applied</td><td></td><td>released</td></tr>
 * </table>
 *
 * <p>How an adapter drives it: make one with a fresh incarnation, run {@link #start}, then {@link
 * #handle} for each event, and carry out the returned actions in order. Every {@link
 * CoordinatorAction.ReadRow} and {@link CoordinatorAction.CompareAndSet} must come back as exactly
 * one event; an exception is {@link CoordinatorEvent.ReadFailed} or {@link
 * CoordinatorEvent.WriteUnknown}. Ticks come some ten times a second. {@code now} comes from a
 * monotonic clock; its origin does not matter. After {@link CoordinatorAction.SteppedDown}, {@link
 * CoordinatorAction.Completed}, {@link CoordinatorAction.Paused}, {@link
 * CoordinatorAction.Released} or {@link CoordinatorAction.Halted} nothing more happens; a job that
 * still has its entity here starts another incarnation after the former.
 *
 * <p>Not thread-safe; the same events at the same times give the same actions.
 */
public final class StepCoordinator {
  private final CoordinatorContext context;
  private CoordinatorPhase phase;

  public StepCoordinator(
      JobId job,
      CoordinatorIncarnation self,
      StepPlan plan,
      StepSettings settings,
      AnomalyPolicy policy) {
    this(job, self, plan, settings, policy, StepRules.ALL);
  }

  StepCoordinator(
      JobId job,
      CoordinatorIncarnation self,
      StepPlan plan,
      StepSettings settings,
      AnomalyPolicy policy,
      StepRules rules) {
    this.context =
        new CoordinatorContext(
            requireNonNull(job, "job is null"),
            requireNonNull(self, "self is null"),
            requireNonNull(plan, "plan is null"),
            requireNonNull(settings, "settings is null"),
            requireNonNull(policy, "policy is null"),
            requireNonNull(rules, "rules is null"));
    this.phase = new Reading(context);
  }

  /** Names what to restore from where the register's checkpoint cannot be read; before start. */
  public void fallBackTo(Fallback readable) {
    context.fallBackTo(requireNonNull(readable, "readable is null"));
  }

  /** Begins; call once, before any event. */
  public List<CoordinatorAction> start(Instant now) {
    phase = phase.enter(now);
    return context.takeActions();
  }

  public List<CoordinatorAction> handle(CoordinatorEvent event, Instant now) {
    CoordinatorPhase next = react(event, now);
    moveTo(context.isReleaseWanted() ? next.release() : next, now);
    return context.takeActions();
  }

  /** The name of the phase, for people. */
  public String phase() {
    return phase.getClass().getSimpleName();
  }

  private CoordinatorPhase react(CoordinatorEvent event, Instant now) {
    if (event instanceof CoordinatorEvent.Reported reported) {
      if (reported.report() instanceof StepReport.Offered offer) {
        context.candidates().add(offer.worker(), now);
      }
      return phase.onReport(reported.report(), now);
    }
    if (event instanceof CoordinatorEvent.WorkerLost lost) {
      context.candidates().remove(lost.worker());
      return phase.onWorkerLost(lost.worker(), now);
    }
    if (event instanceof CoordinatorEvent.ReleaseWanted) {
      context.wantRelease();
    }
    if (event instanceof CoordinatorEvent.PauseWanted) {
      context.wantPause();
    }
    if (event instanceof CoordinatorEvent.GoOn evaluated) {
      context.evaluations().goOn(evaluated.step());
    }
    if (event instanceof CoordinatorEvent.EndHere evaluated) {
      context.evaluations().endHere(evaluated.step());
    }
    return phase.onEvent(event, now);
  }

  private void moveTo(CoordinatorPhase next, Instant now) {
    CoordinatorPhase entered = next;
    while (entered != phase) {
      phase = entered;
      entered = phase.enter(now);
    }
  }
}
