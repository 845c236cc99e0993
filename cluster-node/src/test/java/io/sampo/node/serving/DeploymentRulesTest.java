package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NODE_B;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.training.property.TrainingProperty;
import io.sampo.node.training.property.TrainingProperty.Extent;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelEvent.DeploymentOrdered;
import io.sampo.protocol.serving.ModelEvent.DeploymentRolledBack;
import io.sampo.protocol.serving.ModelEvent.ModelDeleted;
import io.sampo.protocol.serving.ModelEvent.VersionAccepted;
import io.sampo.protocol.serving.ModelEvent.VersionAdded;
import io.sampo.protocol.serving.ModelEvent.VersionRejected;
import io.sampo.protocol.serving.ModelProtocol.Change;
import io.sampo.protocol.serving.ModelProtocol.DeployVersion;
import io.sampo.protocol.serving.ModelProtocol.RollBackDeployment;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.NodeDeath;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Traffic;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** What becomes of a deployment when promotions and people change it. */
class DeploymentRulesTest {
  private static final ModelName DIGITS = new ModelName("digits");
  private static final VersionName ONE = new VersionName("1");
  private static final VersionName TWO = new VersionName("2");
  private static final VersionName THREE = new VersionName("3");

  /** Versions 1 to 3, all available, and no deployment. */
  private ModelState state =
      after(
          ModelState.EMPTY,
          new VersionAdded(version("1")),
          new VersionAdded(version("2")),
          new VersionAdded(version("3")),
          new VersionAccepted(ONE, NOON),
          new VersionAccepted(TWO, NOON),
          new VersionAccepted(THREE, NOON));

  @Test
  @TrainingProperty(value = "P35", extent = Extent.WITHOUT_FAILURES)
  void promotionTakesAllTrafficAndKeepsEverySetting() {
    // given
    Scaling scaling = Scaling.between(2, 4);
    Batching batching = Batching.withQueueLimit(16);
    Traffic traffic = new Traffic("X-User", null, 0);
    change(set(new Deployment(Map.of(ONE, 90, TWO, 10), scaling, batching, traffic)));

    // when
    change(deploy(THREE));

    // then
    assertThat(state.deployment())
        .isEqualTo(new Deployment(Map.of(THREE, 100), scaling, batching, traffic));
  }

  @Test
  void promotionOfAModelThatServesNothingGetsOneReplica() {
    change(deploy(ONE));
    assertThat(state.deployment())
        .isEqualTo(
            new Deployment(Map.of(ONE, 100), Scaling.fixed(1), Batching.DEFAULT, Traffic.PLAIN));

    change(set(Deployment.of(ONE, 0)));
    change(deploy(TWO));
    assertThat(state.deployment().scaling()).isEqualTo(Scaling.fixed(1));
    assertThat(state.history().former()).as("served something").hasSize(1);
  }

  @Test
  void promotionKeepsTheShadowUnlessItIsTheShadowItself() {
    Traffic traffic = new Traffic("", TWO, 50);
    change(set(Deployment.of(ONE, 1).withScaling(Scaling.fixed(1))));
    change(
        set(new Deployment(Map.of(ONE, 1, TWO, 0), Scaling.fixed(1), Batching.DEFAULT, traffic)));

    change(deploy(THREE));
    assertThat(state.deployment().weights()).isEqualTo(Map.of(THREE, 100, TWO, 0));
    assertThat(state.deployment().traffic()).isEqualTo(traffic);

    change(deploy(TWO));
    assertThat(state.deployment().weights()).isEqualTo(Map.of(TWO, 100));
    assertThat(state.deployment().traffic()).isEqualTo(Traffic.PLAIN);
  }

  @Test
  void aVersionUnderCheckGetsTheTrafficWhenItIsAvailableAndNotBefore() {
    // given
    change(set(Deployment.of(ONE, 2)));
    VersionName four = new VersionName("4");
    happens(new VersionAdded(version("4")));

    // when, then
    change(deploy(four));
    assertThat(state.deployment()).isEqualTo(Deployment.of(ONE, 2));
    happens(new VersionAccepted(four, NOON));
    assertThat(state.deployment().weights()).isEqualTo(Map.of(four, 100));
    assertThat(state.deployment().scaling()).isEqualTo(Scaling.fixed(2));
    assertThat(state.history().previous()).isEqualTo(Deployment.of(ONE, 2));
  }

  @Test
  void aVersionThatIsRejectedChangesNothingAndIsRefusedFromThenOn() {
    // given
    change(set(Deployment.of(ONE, 2)));
    VersionName four = new VersionName("4");
    happens(new VersionAdded(version("4")));
    change(deploy(four));

    // when
    happens(new VersionRejected(four, "no module", NOON));

    // then
    assertThat(state.deployment()).isEqualTo(Deployment.of(ONE, 2));
    assertThat(state.history().awaited()).isNull();
    assertThat(decide(deploy(four)).refusal())
        .isEqualTo(
            new PlatformError(
                ErrorCode.CONFLICT,
                "Expected a version that can be served, but [digits/4] was rejected: no module"));
  }

  @Test
  void whoChangesTheDeploymentMeanwhileHasTheLastWord() {
    // given
    VersionName four = new VersionName("4");
    change(set(Deployment.of(ONE, 2)));
    happens(new VersionAdded(version("4")));
    change(deploy(four));

    // when
    change(set(Deployment.of(ONE, 2)));
    happens(new VersionAccepted(four, NOON));

    // then
    assertThat(state.deployment()).isEqualTo(Deployment.of(ONE, 2));
    assertThat(state.history().former()).isEmpty();
  }

  @Test
  @TrainingProperty(value = "P35", extent = Extent.WITHOUT_FAILURES)
  void aPromotionThatIsSaidAgainOverwritesNothing() {
    // given
    change(set(Deployment.of(ONE, 2)));
    assertThat(decide(deploy(TWO)).value().events())
        .containsExactly(new DeploymentOrdered(TWO, NOON));
    change(deploy(TWO));

    // when: somebody thinks better of it
    change(set(Deployment.of(ONE, 3)));

    // then
    assertThat(decide(deploy(TWO)).value().events()).isEmpty();

    // and after a roll-back too
    change(rollBack());
    assertThat(state.deployment().weights()).isEqualTo(Map.of(TWO, 100));
    change(rollBack());
    assertThat(decide(deploy(TWO)).value().events()).isEmpty();
  }

  @Test
  @TrainingProperty(value = "P35", extent = Extent.WITHOUT_FAILURES)
  void rollBacksWalkBackStepByStepAndEnd() {
    // given
    change(set(Deployment.of(ONE, 2)));
    change(set(Deployment.of(TWO, 1)));
    change(deploy(THREE));

    // when, then
    assertThat(decide(rollBack()).value().events())
        .containsExactly(new DeploymentRolledBack(Deployment.of(TWO, 1), NOON));
    change(rollBack());
    assertThat(state.deployment()).isEqualTo(Deployment.of(TWO, 1));
    change(rollBack());
    assertThat(state.deployment()).isEqualTo(Deployment.of(ONE, 2));
    assertThat(decide(rollBack()).refusal())
        .isEqualTo(
            new PlatformError(
                ErrorCode.CONFLICT,
                "Expected an earlier deployment of [digits] to roll back to, but there is none"));
  }

  @Test
  void aRollBackIsNothingToRollBackTo() {
    change(set(Deployment.of(ONE, 1)));
    change(set(Deployment.of(TWO, 1)));
    change(rollBack());

    change(set(Deployment.of(THREE, 1)));
    change(rollBack());

    assertThat(state.deployment()).isEqualTo(Deployment.of(ONE, 1));
    assertThat(state.history().former()).isEmpty();
  }

  @Test
  void keepsTheNewestDeploymentsThatServedSomething() {
    for (int replicas = 1; replicas <= 20; replicas++) {
      change(set(Deployment.of(ONE, replicas)));
      change(set(Deployment.of(ONE, 0)));
    }

    assertThat(state.history().former()).hasSize(DeploymentRules.FORMER_KEPT);
    assertThat(state.history().previous()).isEqualTo(Deployment.of(ONE, 20));
    change(rollBack());
    assertThat(state.deployment()).isEqualTo(Deployment.of(ONE, 20));
    assertThat(state.history().previous()).isEqualTo(Deployment.of(ONE, 19));
  }

  @Test
  void refusesToRollBackToAVersionThatCannotBeServed() {
    // given: a deployment of a version under check that came to nothing
    VersionName four = new VersionName("4");
    happens(new VersionAdded(version("4")));
    change(set(Deployment.of(four, 1)));
    change(set(Deployment.of(ONE, 1)));
    happens(new VersionRejected(four, "no module", NOON));

    // when
    PlatformError refusal = decide(rollBack()).refusal();

    // then
    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(refusal.message())
        .startsWith(
            "Expected an earlier deployment that can be served again, but it has [digits/4]")
        .endsWith("was rejected: no module");
  }

  @Test
  void refusesToRollBackToAQuarantinedVersion() {
    // given
    change(set(Deployment.of(ONE, 1)));
    change(set(Deployment.of(TWO, 1)));
    state =
        state.withLoads(
            List.of(),
            List.of(new NodeDeath(ARTIFACT, NODE_A, NOON), new NodeDeath(ARTIFACT, NODE_B, NOON)));

    // when
    PlatformError refusal = decide(rollBack()).refusal();

    // then
    assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(refusal.message()).contains("[digits/1]").contains("quarantine");
  }

  @Test
  void knowsNothingOfAModelThatIsNotThere() {
    change(set(Deployment.of(ONE, 1)));
    change(set(Deployment.of(TWO, 1)));
    happens(new ModelDeleted(NOON));

    assertThat(decide(rollBack()).refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(decide(deploy(ONE)).refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    happens(new VersionAdded(version("4")));
    assertThat(decide(rollBack()).refusal().code()).isEqualTo(ErrorCode.CONFLICT);
    assertThat(decide(deploy(ONE)).refusal().code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
  }

  private void change(Change change) {
    decide(change).orThrow().events().forEach(this::happens);
  }

  private void happens(ModelEvent event) {
    state = ModelRules.apply(state, event);
  }

  private static ModelState after(ModelState state, ModelEvent... events) {
    ModelState next = state;
    for (ModelEvent event : events) {
      next = ModelRules.apply(next, event);
    }
    return next;
  }

  private Outcome<ModelRules.Decision> decide(Change change) {
    return ModelRules.decide(DIGITS, state, change);
  }

  private static Change set(Deployment deployment) {
    return new SetDeployment(deployment, NOON, nobody());
  }

  private static Change deploy(VersionName version) {
    return new DeployVersion(version, NOON, nobody());
  }

  private static Change rollBack() {
    return new RollBackDeployment(NOON, nobody());
  }

  private static ActorRef<Outcome<ModelSummary>> nobody() {
    return TestInbox.<Outcome<ModelSummary>>create().getRef();
  }
}
