package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NODE_B;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.signature;
import static io.sampo.node.samples.ServingSamples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.LoadAttempt;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelEvent.DeploymentSet;
import io.sampo.protocol.serving.ModelEvent.LoadBegun;
import io.sampo.protocol.serving.ModelEvent.LoadEnded;
import io.sampo.protocol.serving.ModelEvent.LoadKilledNode;
import io.sampo.protocol.serving.ModelEvent.ModelDeleted;
import io.sampo.protocol.serving.ModelEvent.VersionAccepted;
import io.sampo.protocol.serving.ModelEvent.VersionAdded;
import io.sampo.protocol.serving.ModelProtocol.AddVersion;
import io.sampo.protocol.serving.ModelProtocol.DeleteModel;
import io.sampo.protocol.serving.ModelProtocol.LiftQuarantine;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.NodeDeath;
import io.sampo.protocol.serving.VersionState;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events and state go through the real serializer; commands never leave their JVM. */
class ModelJournalTest {
  private static final VersionName ONE = new VersionName("1");

  private final ActorTestKit testKit = ActorTestKit.create(EventSourcedBehaviorTestKit.config());
  private final TestProbe<ModelJournal.News> owner = testKit.createTestProbe();
  private final EventSourcedBehaviorTestKit<ModelJournal.Command, ModelEvent, ModelState> journal =
      EventSourcedBehaviorTestKit.create(
          testKit.system(),
          ModelJournal.create(new ModelName("digits"), owner.ref()),
          EventSourcedBehaviorTestKit.enabledSerializationSettings().withVerifyCommands(false));

  @AfterEach
  void shutdown() {
    testKit.shutdownTestKit();
  }

  @Test
  void journalsAVersionAndTellsTheOwnerBeforeItAnswers() {
    owner.expectMessage(new ModelJournal.StateChanged(ModelState.EMPTY, 0));

    var result = journal.<ModelJournal.Answer>runCommand(this::add);

    assertThat(result.event()).isEqualTo(new VersionAdded(version("1")));
    assertThat(result.reply()).isEqualTo(new ModelJournal.Answer(ONE, null));
    owner.expectMessage(new ModelJournal.StateChanged(result.state(), 1));
  }

  @Test
  void writesNothingForWhatIsSoAlready() {
    journal.<ModelJournal.Answer>runCommand(this::add);

    var again = journal.<ModelJournal.Answer>runCommand(this::add);

    assertThat(again.hasNoEvents()).isTrue();
    assertThat(again.reply()).isEqualTo(new ModelJournal.Answer(ONE, null));
  }

  @Test
  void writesNothingForWhatIsRefused() {
    var refused = journal.<ModelJournal.Answer>runCommand(this::deploy);

    assertThat(refused.hasNoEvents()).isTrue();
    assertThat(refused.reply().refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
  }

  @Test
  void remembersEverythingAfterARestart() {
    // given
    journal.<ModelJournal.Answer>runCommand(this::add);
    journal.<ModelJournal.Answer>runCommand(
        replyTo -> new ModelJournal.Observe(List.of(new VersionAccepted(ONE, NOON)), replyTo));
    var deployed = journal.<ModelJournal.Answer>runCommand(this::deploy);
    assertThat(deployed.event()).isEqualTo(new DeploymentSet(Deployment.of(ONE, 2), NOON));

    // when
    ModelState state = journal.restart().state();

    // then
    assertThat(state)
        .isEqualTo(
            ModelState.of(List.of(version("1", VersionState.AVAILABLE)), Deployment.of(ONE, 2), 1));
  }

  @Test
  void remembersOpenLoadsAndDeathsAfterARestartAndLiftsThem() {
    // given: two loads begin at once, one ends and one kills its node
    journal.<ModelJournal.Answer>runCommand(this::add);
    LoadAttempt first = new LoadAttempt(replica("1", 1), ARTIFACT, NODE_A, NOON);
    LoadAttempt second = new LoadAttempt(replica("1", 2), ARTIFACT, NODE_B, NOON);
    LoadAttempt third = new LoadAttempt(replica("1", 3), ARTIFACT, NODE_B, NOON);
    NodeDeath death = new NodeDeath(ARTIFACT, NODE_A, NOON);
    observe(new LoadBegun(first), new LoadBegun(second), new LoadBegun(third));
    observe(new LoadEnded(second.replica()), new LoadKilledNode(first.replica(), death));

    // when: it is told again
    var again =
        observe(new LoadEnded(second.replica()), new LoadKilledNode(first.replica(), death));
    ModelState state = journal.restart().state();

    // then
    assertThat(again.hasNoEvents()).isTrue();
    assertThat(state.openLoads()).containsExactly(third);
    assertThat(state.deaths()).containsExactly(death);

    // and
    journal.<ModelJournal.Answer>runCommand(
        replyTo ->
            new ModelJournal.Make(new LiftQuarantine(NOON, testKit.system().ignoreRef()), replyTo));
    assertThat(journal.restart().state().deaths()).isEmpty();
  }

  private EventSourcedBehaviorTestKit.CommandResultWithReply<
          ModelJournal.Command, ModelEvent, ModelState, ModelJournal.Answer>
      observe(ModelEvent... events) {
    return journal.runCommand(replyTo -> new ModelJournal.Observe(List.of(events), replyTo));
  }

  @Test
  void forgetsADeletedModelButNotItsNumbers() {
    journal.<ModelJournal.Answer>runCommand(this::add);

    var deleted =
        journal.<ModelJournal.Answer>runCommand(
            replyTo ->
                new ModelJournal.Make(
                    new DeleteModel(NOON, testKit.system().ignoreRef()), replyTo));

    assertThat(deleted.event()).isEqualTo(new ModelDeleted(NOON));
    assertThat(journal.restart().state()).isEqualTo(ModelState.of(List.of(), Deployment.NONE, 1));
  }

  private ModelJournal.Command add(ActorRef<ModelJournal.Answer> replyTo) {
    AddVersion request =
        new AddVersion(
            null, ARTIFACT, 100, signature(8), "upload", NOON, testKit.system().ignoreRef());
    return new ModelJournal.Make(request, replyTo);
  }

  private ModelJournal.Command deploy(ActorRef<ModelJournal.Answer> replyTo) {
    SetDeployment request =
        new SetDeployment(Deployment.of(ONE, 2), NOON, testKit.system().ignoreRef());
    return new ModelJournal.Make(request, replyTo);
  }
}
