package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.PromotionRule;
import io.sampo.protocol.training.WorkerRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobSubmissionTest {

  private static final String SHORT =
      """
      {"model": "digits/1", "dataset": "digits-train", "loss": "CROSS_ENTROPY",
       "optimizer": {"learningRate": 0.04}, "globalBatchSize": 128, "epochs": 6,
       "workers": {"minimum": 1, "maximum": 3}}
      """;

  @Test
  void readsAllThatCanBeSaid() {
    // when
    JobSubmission submission =
        read(
            """
            {"id": "first", "model": "digits/1", "dataset": "digits-train",
             "loss": "CROSS_ENTROPY", "optimizer": {"learningRate": 0.04, "momentum": 0.9},
             "globalBatchSize": 128, "epochs": 6, "maximumSteps": 10, "seed": 5,
             "workers": {"minimum": 1, "maximum": 3}, "checkpointEverySteps": 20,
             "evaluationDataset": "digits-test",
             "promotion": {"model": "digits", "minimumAccuracy": 0.95}}
            """);

    // then
    assertThat(submission.id()).contains(new JobId("first"));
    assertThat(submission.specification())
        .isEqualTo(
            new JobSpecification(
                ModelVersion.of("digits", "1"),
                new DatasetName("digits-train"),
                Loss.CROSS_ENTROPY,
                OptimizerSpecification.sgd(0.04, 0.9),
                128,
                6,
                10,
                5,
                new WorkerRange(1, 3),
                CheckpointPolicy.everySteps(20),
                new DatasetName("digits-test"),
                Promotion.byAccuracy(new ModelName("digits"), 0.95)));
  }

  @Test
  void hasDefaultsForWhatIsNotSaid() {
    JobSubmission submission = read(SHORT);

    assertThat(submission.id()).isEqualTo(Optional.empty());
    assertThat(submission.specification().optimizer())
        .isEqualTo(OptimizerSpecification.sgd(0.04, 0));
    assertThat(submission.specification().seed()).isEqualTo(1);
    assertThat(submission.specification().maximumSteps()).isZero();
    assertThat(submission.specification().checkpoints()).isEqualTo(CheckpointPolicy.everySteps(0));
    assertThat(submission.specification().evaluationDataset()).isNull();
    assertThat(submission.specification().promotion()).isNull();
  }

  @Test
  void readsWhenCheckpointsAreTakenAndWhichAreKept() {
    // given
    String policy =
        "\"checkpoints\":{\"everySteps\":50,\"every\":\"30s\",\"keepLast\":3,\"keepBest\":1}";

    // when
    JobSubmission submission = read(SHORT.replace("\"epochs\"", policy + ", \"epochs\""));

    // then
    assertThat(submission.specification().checkpoints())
        .isEqualTo(new CheckpointPolicy(50, Duration.ofSeconds(30), 3, 1));
  }

  @Test
  void refusesTwoWordsOnWhenCheckpointsAreTaken() {
    // given
    String both = "\"checkpoints\":{\"keepLast\":1},\"checkpointEverySteps\":5";

    // when / then
    assertThatThrownBy(() -> read(SHORT.replace("\"epochs\"", both + ", \"epochs\"")))
        .hasMessageContaining("[checkpoints] or [checkpointEverySteps], but got both");
  }

  @Test
  void refusesToKeepNoCheckpoint() {
    String none = "\"checkpoints\":{\"keepLast\":0}";

    assertThatThrownBy(() -> read(SHORT.replace("\"epochs\"", none + ", \"epochs\"")))
        .hasMessageContaining("keepLast of 1 or more, but was [0]");
  }

  @Test
  void takesNullForNotSaid() {
    String json = SHORT.replace("\"epochs\"", "\"promotion\": null, \"seed\": null, \"epochs\"");

    assertThat(read(json)).isEqualTo(read(SHORT));
  }

  @Test
  void reportsAllFaultsAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"model": "digits", "dataset": "digits-train", "loss": "HINGE",
                     "optimizer": {"learningRate": "fast", "decay": 1}, "epochs": 1.5,
                     "globalBatchSize": 9999999999, "workers": {"minimum": 3, "maximum": 1}}
                    """))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("[model]: Expected model/version, for example [digits/1]")
        .hasMessageContaining("[loss]: Expected one of [CROSS_ENTROPY, SUM, MEAN_SQUARED_ERROR,")
        .hasMessageContaining(
            "Expected [optimizer.learningRate] to be a number, but was [\"fast\"]")
        .hasMessageContaining("but got [optimizer.decay]")
        .hasMessageContaining("Expected [epochs] to be a 32-bit integer, but was [1.5]")
        .hasMessageContaining("Expected [globalBatchSize] to be a 32-bit integer")
        .hasMessageContaining("Expected 1 ≤ minimum ≤ maximum workers, but was [3, 1]");
  }

  @Test
  void takesARuleForAnyMetricThatTheLossHas() {
    // when
    JobSubmission submission =
        read(promoted("MEAN_SQUARED_ERROR", "\"rule\": {\"metric\": \"RMSE\", \"atMost\": 0.1}"));

    // then
    assertThat(submission.specification().loss()).isEqualTo(Loss.MEAN_SQUARED_ERROR);
    assertThat(submission.specification().promotion().rule())
        .isEqualTo(new PromotionRule(Metric.RMSE, 0.1));
  }

  @Test
  void refusesARuleThatTheLossDoesNotHaveAmongTheOtherFaults() {
    assertThatThrownBy(
            () ->
                read(
                    promoted("HUBER", "\"minimumAccuracy\": 0.9")
                        .replace("\"epochs\": 6", "\"epochs\": 1.5")))
        .hasMessageContaining("Expected [epochs] to be a 32-bit integer")
        .hasMessageContaining(
            "Expected [promotion] by one of [LOSS, MAE, RMSE, R2], which are what HUBER is"
                + " evaluated by, but was ACCURACY of at least 0.9");
  }

  @Test
  void refusesThresholdsInTheWrongDirectionOrOutOfReach() {
    assertThatThrownBy(
            () -> read(promoted("HUBER", "\"rule\": {\"metric\": \"MAE\", \"atLeast\": 0.1}")))
        .hasMessageContaining("Expected [promotion.rule.atMost], but it is missing")
        .hasMessageContaining("but got [promotion.rule.atLeast]");
    assertThatThrownBy(() -> read(promoted("CROSS_ENTROPY", "\"minimumAccuracy\": 95")))
        .hasMessageContaining("Expected a threshold that ACCURACY can have, but was [95.0]");
    assertThatThrownBy(
            () ->
                read(
                    promoted(
                        "HUBER",
                        "\"minimumAccuracy\": 1, \"rule\": {\"metric\": \"R2\", \"atLeast\": 1}")))
        .hasMessageContaining("but got [promotion.minimumAccuracy]");
  }

  private static String promoted(String loss, String rule) {
    return SHORT
        .replace("CROSS_ENTROPY", loss)
        .replace(
            "\"workers\"",
            "\"evaluationDataset\": \"held-out\", \"promotion\": {\"model\": \"digits\", %s}, \"workers\""
                .formatted(rule));
  }

  @Test
  void namesTheFieldThatIsMissing() {
    assertThatThrownBy(() -> read(SHORT.replace("\"epochs\": 6,", "")))
        .hasMessage("Expected [epochs], but it is missing");
  }

  @Test
  void namesTheFieldThatNobodyKnows() {
    assertThatThrownBy(() -> read(SHORT.replace("\"epochs\"", "\"gpus\": 8, \"epochs\"")))
        .hasMessageContaining("Expected only [")
        .hasMessageEndingWith("but got [gpus]");
  }

  @Test
  void refusesWhatTheSpecificationItselfRefuses() {
    assertThatThrownBy(
            () ->
                read(
                    SHORT.replace(
                        "\"epochs\"", "\"evaluationDataset\": \"digits-train\", \"epochs\"")))
        .isInstanceOfSatisfying(
            PlatformException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContaining("other than the training dataset");
  }

  @Test
  void refusesWhatIsNoJsonObject() {
    assertThatThrownBy(() -> read("{\"model\": ")).hasMessageContaining("at line 1, column ");
    assertThatThrownBy(() -> read("[1]"))
        .hasMessage("Expected a JSON object in the training job, but was [[1]]");
    assertThatThrownBy(() -> read(""))
        .hasMessage("Expected a JSON object in the training job, but was nothing");
    assertThatThrownBy(() -> read(SHORT + "{}")).isInstanceOf(PlatformException.class);
    assertThatThrownBy(() -> read("{\"epochs\": 1, \"epochs\": 2}"))
        .hasMessageContaining("Duplicate field 'epochs'");
  }

  private static JobSubmission read(String json) {
    return JobSubmission.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
