package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.node.training.step.StepRules.Clause;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.GenerationStep;
import io.sampo.protocol.training.step.NextStep;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.StepOrder;
import io.sampo.protocol.training.step.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One worker incarnation of a training job as a state machine: events in, actions out, nothing
 * else.
 *
 * <table>
 * <caption>Transitions; g is the generation that is installed, s the last applied step</caption>
 * <tr><th>state</th><th>event</th><th>actions</th><th>next state</th></tr>
 * <tr><td>outside</td><td>coordinator found</td><td>offer itself</td><td>outside</td></tr>
 * <tr><td>outside</td><td>fetch order; state fetched</td><td>fetch; caught up</td>
 *     <td>outside, with state</td></tr>
 * <tr><td>outside</td><td>install or freeze of a row that it can start from</td>
 *     <td>restore where the row says so</td><td>member</td></tr>
 * <tr><td>member</td><td>start of g/s+1</td><td>compute</td><td>reducing</td></tr>
 * <tr><td>reducing</td><td>staging ready</td><td>vote</td><td>prepared</td></tr>
 * <tr><td>reducing</td><td>staging ready, with an anomaly that is not to be skipped</td>
 *     <td>drop it; vote against it</td><td>member, until the generation ends</td></tr>
 * <tr><td>reducing</td><td>data plane reset</td><td>report the abort</td><td>member</td></tr>
 * <tr><td>prepared</td><td>commit of g/s+1</td><td>apply, or skip where an
 *     anomaly was voted for; next step</td><td>member</td></tr>
 * <tr><td>member, reducing, prepared</td><td>freeze for g</td><td>answer</td>
 *     <td>frozen: votes, starts and applies no more</td></tr>
 * <tr><td>any of them, frozen</td><td>install of g+1, or freeze for g+1 (then answer)</td>
 *     <td>abandon what is reduced; apply or drop the staging; next step</td>
 *     <td>member (frozen) of g+1</td></tr>
 * <tr><td>any</td><td>row of a later generation, or one that leaves it out</td><td>rejoin</td>
 *     <td>retired</td></tr>
 * </table>
 *
 * <p>How an adapter drives it: make one per start of the actor, with a fresh incarnation; feed
 * every order and every local event; carry out the actions in order, those on the device one after
 * the other. {@link WorkerAction.Apply} and {@link WorkerAction.Restore} are decided and cannot
 * fail: where the device fails them, the actor dies and another incarnation joins. After {@link
 * WorkerAction.Rejoin} nothing more happens.
 *
 * <p>Not thread-safe; deterministic.
 */
public final class StepWorker {
  private final WorkerIncarnation self;
  private final StepRules rules;
  private final WorkerState state;
  private final CheckpointDesk checkpoints = new CheckpointDesk(this::act);
  private List<WorkerAction> actions = new ArrayList<>();
  private Optional<CoordinatorIncarnation> leader = Optional.empty();
  private long generation;
  private boolean member;
  private boolean frozen;
  private boolean retired;

  /**
   * @param policy of the job, the same for all of its workers
   */
  public StepWorker(WorkerIncarnation self, AnomalyPolicy policy) {
    this(self, policy, StepRules.ALL);
  }

  StepWorker(WorkerIncarnation self, AnomalyPolicy policy, StepRules rules) {
    this.self = requireNonNull(self, "self is null");
    this.rules = requireNonNull(rules, "rules is null");
    this.state = new WorkerState(new AnomalyJudge(policy), rules);
  }

  public List<WorkerAction> handle(WorkerEvent event) {
    if (!retired) {
      react(event);
    }
    List<WorkerAction> taken = actions;
    actions = new ArrayList<>();
    return taken;
  }

  private void react(WorkerEvent event) {
    if (event instanceof WorkerEvent.Ordered ordered) {
      onOrder(ordered.order());
    } else if (event instanceof WorkerEvent.StagingReady ready) {
      onStagingReady(ready);
    } else if (event instanceof WorkerEvent.DataPlaneReset reset) {
      onDataPlaneReset(reset);
    } else if (event instanceof WorkerEvent.StateFetched fetched) {
      onStateFetched(fetched);
    } else if (event instanceof WorkerEvent.CoordinatorFound found && !member) {
      tell(found.coordinator(), new StepReport.Offered(self));
    } else if (event instanceof WorkerEvent.LeaveRequested) {
      tellLeader(new StepReport.Leaving(self));
    } else if (event instanceof WorkerEvent.CheckpointStored stored) {
      onCheckpointStored(stored);
    } else if (event instanceof WorkerEvent.CheckpointFailed) {
      checkpoints.ended(here());
    }
  }

  private void onOrder(StepOrder order) {
    if (order instanceof StepOrder.Install install) {
      onInstall(install);
    } else if (order instanceof StepOrder.Commit commit) {
      onCommit(commit);
    } else if (order instanceof StepOrder.Freeze freeze) {
      onFreeze(freeze);
    } else if (order instanceof StepOrder.FetchState fetch && !member) {
      onFetchState(fetch);
    } else if (order instanceof StepOrder.WriteCheckpoint request
        && member
        && request.generation() == generation) {
      checkpoints.due(here()).ifPresent(this::tellLeader);
    }
  }

  private void onInstall(StepOrder.Install install) {
    RegisterRow row = install.row();
    boolean isNew = row.generation() > generation || !member;
    if (isNew) {
      frozen = !enter(row) && frozen;
    }
    if (member && row.generation() == generation) {
      leader = Optional.of(row.coordinator());
      begin(install.next());
    }
  }

  private void onFreeze(StepOrder.Freeze freeze) {
    RegisterRow row = freeze.row();
    boolean isBehind = row.generation() > generation || !member;
    if (isBehind && installsBeforeAnswering() && !enter(row)) {
      return;
    }
    if (retired || !member || row.generation() < generation) {
      return;
    }
    frozen = rules.hold(Clause.ANSWER_IS_A_PROMISE);
    tell(
        freeze.from(),
        new StepReport.Frozen(self, row.generation(), state.applied(), state.staging()));
  }

  private boolean installsBeforeAnswering() {
    return !member || rules.hold(Clause.ONE_BEHIND_INSTALLS_FIRST);
  }

  /** Becomes a member of that row, or retires; returns whether it did become one. */
  private boolean enter(RegisterRow row) {
    if (!row.hasMember(self)) {
      return member && row.generation() > generation && retire("left out of " + name(row));
    }
    boolean isNext = row.generation() == generation + 1;
    if (member && !isNext && rules.hold(Clause.FURTHER_BEHIND_REJOINS)) {
      return retire("generation [" + generation + "] is too far behind " + name(row));
    }
    if (!state.install(row, this::act)) {
      return retire("cannot reach the base of " + name(row) + " from " + state);
    }
    generation = row.generation();
    member = true;
    return true;
  }

  private static String name(RegisterRow row) {
    return "[" + row.generation() + "] at [" + row.base() + "]";
  }

  private boolean retire(String reason) {
    retired = true;
    state.reducing().ifPresent(step -> act(new WorkerAction.Abandon(step)));
    act(new WorkerAction.Rejoin(reason));
    return false;
  }

  private void onCommit(StepOrder.Commit commit) {
    GenerationStep step = commit.step();
    if (!member || frozen || step.generation() != generation) {
      return;
    }
    leader = Optional.of(commit.from());
    if (state.isPrepared(step, commit.digest())) {
      state.apply(this::act);
    }
    if (state.step() == step.step()) {
      begin(commit.next());
    } else if (state.step() < step.step()) {
      retire("has nothing staged for the committed step [" + step + "], but " + state);
    }
  }

  private void begin(NextStep next) {
    if (frozen || !(next instanceof NextStep.StepStart start)) {
      return;
    }
    boolean isNext = start.step().equals(new GenerationStep(generation, state.step() + 1));
    if (isNext && state.vote(start.step()).isPresent()) {
      vote(start.step());
    } else if (isNext && state.reducing().isEmpty()) {
      state.startReducing(start);
      act(new WorkerAction.Compute(start));
    }
  }

  private void onStagingReady(WorkerEvent.StagingReady ready) {
    if (!frozen && state.stage(ready, this::act)) {
      vote(ready.step());
    }
  }

  private void vote(GenerationStep step) {
    tellLeader(state.vote(step).orElseThrow().report(self));
  }

  private void onDataPlaneReset(WorkerEvent.DataPlaneReset reset) {
    if (state.stopReducing(reset.step())) {
      tellLeader(new StepReport.Aborted(self, reset.step()));
    }
  }

  private void onCheckpointStored(WorkerEvent.CheckpointStored stored) {
    StepReport.CheckpointWritten report =
        new StepReport.CheckpointWritten(self, stored.generation(), stored.checkpoint());
    tellLeader(report);
    checkpoints.stored(report, here());
  }

  private GenerationStep here() {
    return new GenerationStep(generation, state.step());
  }

  private void onFetchState(StepOrder.FetchState fetch) {
    leader = Optional.of(fetch.from());
    boolean isThere =
        fetch.at().generation() == generation
            && state.isAt(new CommittedStep(fetch.at().step(), fetch.digest()));
    if (isThere) {
      tell(fetch.from(), new StepReport.CaughtUp(self, fetch.at(), fetch.digest()));
    } else if (isAhead(fetch.at())) {
      act(new WorkerAction.Fetch(fetch.at(), fetch.digest(), fetch.source()));
    }
  }

  private void onStateFetched(WorkerEvent.StateFetched fetched) {
    if (!member && isAhead(fetched.at())) {
      generation = fetched.at().generation();
      state.replace(new CommittedStep(fetched.at().step(), fetched.digest()));
      act(new WorkerAction.Adopt(fetched.at()));
      tellLeader(new StepReport.CaughtUp(self, fetched.at(), fetched.digest()));
    }
  }

  /** A joiner never goes back: a coordinator may count on the state that it has reported. */
  private boolean isAhead(GenerationStep at) {
    return at.generation() > generation
        || at.generation() == generation && at.step() > state.step();
  }

  private void tellLeader(StepReport report) {
    leader.ifPresent(coordinator -> tell(coordinator, report));
  }

  private void tell(CoordinatorIncarnation coordinator, StepReport report) {
    act(new WorkerAction.Send(coordinator, report));
  }

  private void act(WorkerAction action) {
    actions.add(action);
  }
}
