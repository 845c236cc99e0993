package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.ARTIFACT;
import static io.sampo.node.samples.ServingSamples.NODE_A;
import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.replica;
import static io.sampo.node.samples.ServingSamples.signature;
import static io.sampo.node.samples.ServingSamples.status;
import static io.sampo.node.samples.ServingSamples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelEvent;
import io.sampo.protocol.serving.ModelEvent.DeploymentSet;
import io.sampo.protocol.serving.ModelEvent.ModelDeleted;
import io.sampo.protocol.serving.ModelEvent.VersionAccepted;
import io.sampo.protocol.serving.ModelEvent.VersionRejected;
import io.sampo.protocol.serving.ModelProtocol.AddVersion;
import io.sampo.protocol.serving.ModelProtocol.DeleteModel;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import io.sampo.protocol.serving.VersionState;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class ModelRulesTest {
  private static final ModelName DIGITS = new ModelName("digits");
  private static final ArtifactHash OTHER = new ArtifactHash("b".repeat(64));
  private static final VersionName ONE = new VersionName("1");

  @Test
  void numbersVersionsFromOneOn() {
    var first = ModelRules.decide(DIGITS, ModelState.EMPTY, add(null, ARTIFACT));
    ModelState state = after(ModelState.EMPTY, first);
    var second = ModelRules.decide(DIGITS, state, add(null, OTHER));

    assertThat(first.value().version()).isEqualTo(ONE);
    assertThat(second.value().version()).isEqualTo(new VersionName("2"));
    assertThat(state.versions()).containsExactly(version("1", VersionState.CHECKING));
  }

  @Test
  void skipsNumbersThatWereChosenByHand() {
    ModelState state = after(ModelState.EMPTY, decideAdd(ModelState.EMPTY, "2", ARTIFACT));

    assertThat(decideAdd(state, null, OTHER).value().version()).isEqualTo(new VersionName("3"));
  }

  @Test
  void neverUsesANumberTwice() {
    // given: version 1 existed and the model was deleted
    ModelState deleted =
        ModelRules.apply(
            after(ModelState.EMPTY, decideAdd(ModelState.EMPTY, null, ARTIFACT)),
            new ModelDeleted(NOON));

    assertThat(decideAdd(deleted, null, ARTIFACT).value().version())
        .isEqualTo(new VersionName("2"));
  }

  @Test
  void answersTheSameVersionAgainWithoutAnEvent() {
    ModelState state = after(ModelState.EMPTY, decideAdd(ModelState.EMPTY, "1", ARTIFACT));

    for (String name : new String[] {"1", null}) {
      var again = decideAdd(state, name, ARTIFACT).value();
      assertThat(again.events()).isEmpty();
      assertThat(again.version()).isEqualTo(ONE);
    }
  }

  @Test
  void refusesAnotherArtifactUnderAKnownName() {
    ModelState state = after(ModelState.EMPTY, decideAdd(ModelState.EMPTY, "1", ARTIFACT));

    assertThat(decideAdd(state, "1", OTHER).refusal().code()).isEqualTo(ErrorCode.CONFLICT);
  }

  @Test
  void deploysOnlyVersionsThatMayBeServed() {
    ModelState state = after(ModelState.EMPTY, decideAdd(ModelState.EMPTY, "1", ARTIFACT));
    ModelState rejected = ModelRules.apply(state, new VersionRejected(ONE, "no module", NOON));

    assertThat(deploy(ModelState.EMPTY, "1").refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    assertThat(deploy(state, "7").refusal().code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
    assertThat(deploy(rejected, "1").refusal())
        .isEqualTo(
            new PlatformError(
                ErrorCode.CONFLICT,
                "Expected a version that can be served, but [digits/1] was rejected: no module"));
    assertThat(deploy(state, "1").value().events())
        .containsExactly(new DeploymentSet(Deployment.of(ONE, 2), NOON));
  }

  @Test
  void deletesOnceAndKnowsWhatNeverWas() {
    ModelState state = after(ModelState.EMPTY, decideAdd(ModelState.EMPTY, "1", ARTIFACT));
    DeleteModel delete = new DeleteModel(NOON, TestInbox.<Outcome<ModelSummary>>create().getRef());

    var first = ModelRules.decide(DIGITS, state, delete);
    var second = ModelRules.decide(DIGITS, after(state, first), delete);
    var never = ModelRules.decide(DIGITS, ModelState.EMPTY, delete);

    assertThat(first.value().events()).containsExactly(new ModelDeleted(NOON));
    assertThat(second.value().events()).isEmpty();
    assertThat(never.refusal().code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
  }

  @Test
  void judgesAVersionByItsFirstReplica() {
    ModelState state = after(ModelState.EMPTY, decideAdd(ModelState.EMPTY, "1", ARTIFACT));

    assertThat(ModelRules.verdict(state, ready(), NOON)).contains(new VersionAccepted(ONE, NOON));
    assertThat(ModelRules.verdict(state, failed(ErrorCode.SIGNATURE_MISMATCH), NOON))
        .contains(new VersionRejected(ONE, "broken", NOON));
    assertThat(ModelRules.verdict(state, failed(ErrorCode.ARTIFACT_UNAVAILABLE), NOON)).isEmpty();
  }

  @Test
  void neverJudgesAVersionTwice() {
    ModelState state =
        ModelRules.apply(
            after(ModelState.EMPTY, decideAdd(ModelState.EMPTY, "1", ARTIFACT)),
            new VersionAccepted(ONE, NOON));
    ModelEvent late = new VersionRejected(ONE, "late", NOON);

    assertThat(ModelRules.verdict(state, failed(ErrorCode.ARTIFACT_INVALID), NOON)).isEmpty();
    assertThat(ModelRules.decide(state, List.of(late)).value().events()).isEmpty();
    assertThat(ModelRules.apply(state, late)).isEqualTo(state);
  }

  private static Outcome<ModelRules.Decision> decideAdd(
      ModelState state, String name, ArtifactHash artifact) {
    return ModelRules.decide(DIGITS, state, add(name, artifact));
  }

  private static AddVersion add(String name, ArtifactHash artifact) {
    return new AddVersion(
        name == null ? null : new VersionName(name),
        artifact,
        100,
        signature(8),
        "upload",
        NOON,
        TestInbox.<Outcome<ModelVersion>>create().getRef());
  }

  private static Outcome<ModelRules.Decision> deploy(ModelState state, String version) {
    return ModelRules.decide(
        DIGITS,
        state,
        new SetDeployment(
            Deployment.of(new VersionName(version), 2),
            NOON,
            TestInbox.<Outcome<ModelSummary>>create().getRef()));
  }

  private static ModelState after(ModelState state, Outcome<ModelRules.Decision> decision) {
    ModelState next = state;
    for (ModelEvent event : decision.value().events()) {
      next = ModelRules.apply(next, event);
    }
    return next;
  }

  private static ReplicaStatus ready() {
    return status(replica("1", 1), NODE_A, ReplicaPhase.READY);
  }

  private static ReplicaStatus failed(ErrorCode code) {
    return new ReplicaStatus(
        replica("1", 1), NODE_A, ReplicaPhase.FAILED, "test", new PlatformError(code, "broken"));
  }
}
