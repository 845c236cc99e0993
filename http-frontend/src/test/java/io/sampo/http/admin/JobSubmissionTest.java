package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.EarlyStopping;
import io.sampo.protocol.training.EvaluationPolicy;
import io.sampo.protocol.training.FailureBudget;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.LossSpike;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.PromotionRule;
import io.sampo.protocol.training.TrainingLength;
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
             "globalBatchSize": 128, "microBatchSize": 16, "epochs": 6, "maximumSteps": 10,
             "seed": 5, "workers": {"minimum": 1, "maximum": 3}, "checkpointEverySteps": 20,
             "evaluation": {"dataset": "digits-test", "everySteps": 50,
                 "earlyStopping": {"metric": "ACCURACY", "patience": 3, "minimumChange": 0.001}},
             "anomalies": {"nonFinite": "SKIP",
                 "spike": {"action": "ROLL_BACK", "factor": 4, "window": 10}},
             "failures": {"maximum": 1, "window": "2h"},
             "promotion": {"model": "digits", "minimumAccuracy": 0.95, "deploy": true}}
            """);

    // then
    assertThat(submission.id()).contains(new JobId("first"));
    assertThat(submission.specification())
        .isEqualTo(
            JobSpecification.builder(
                    ModelVersion.of("digits", "1"),
                    new DatasetName("digits-train"),
                    Loss.CROSS_ENTROPY,
                    OptimizerSpecification.sgd(0.04, 0.9))
                .batch(new BatchSize(128, 16))
                .length(new TrainingLength(6, 10))
                .seed(5)
                .workers(new WorkerRange(1, 3))
                .checkpoints(CheckpointPolicy.everySteps(20))
                .evaluation(
                    new EvaluationPolicy(
                        new DatasetName("digits-test"),
                        50,
                        new EarlyStopping(Metric.ACCURACY, 3, 0.001)))
                .anomalies(
                    new AnomalyPolicy(
                        AnomalyAction.SKIP, new LossSpike(AnomalyAction.ROLL_BACK, 4, 10)))
                .failures(new FailureBudget(1, Duration.ofHours(2)))
                .promotion(
                    new Promotion(
                        new ModelName("digits"), new PromotionRule(Metric.ACCURACY, 0.95), true))
                .build());
  }

  @Test
  void hasDefaultsForWhatIsNotSaid() {
    JobSubmission submission = read(SHORT);

    assertThat(submission.id()).isEqualTo(Optional.empty());
    assertThat(submission.specification().optimizer())
        .isEqualTo(OptimizerSpecification.sgd(0.04, 0));
    assertThat(submission.specification().seed()).isEqualTo(1);
    assertThat(submission.specification().batch()).isEqualTo(BatchSize.of(128));
    assertThat(submission.specification().length()).isEqualTo(TrainingLength.epochs(6));
    assertThat(submission.specification().checkpoints()).isEqualTo(CheckpointPolicy.everySteps(0));
    assertThat(submission.specification().evaluation()).isNull();
    assertThat(submission.specification().anomalies()).isEqualTo(AnomalyPolicy.DEFAULT);
    assertThat(submission.specification().failures()).isNull();
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
  void readsAnEvaluationAtTheEndFromTheDatasetAlone() {
    String atEnd = "\"evaluationDataset\": \"digits-test\", \"epochs\"";

    assertThat(read(SHORT.replace("\"epochs\"", atEnd)).specification().evaluation())
        .isEqualTo(EvaluationPolicy.atEnd(new DatasetName("digits-test")));
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
  void reportsNumbersOutOfRangeAmongAllOtherFaults() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    {"model": "digits/1", "dataset": "digits", "loss": "CROSS_ENTROPY",
                     "optimizer": {"name": "ADAM", "learningRate": 0, "weightDecay": -1, "beta1": 1,
                         "beta2": 2, "schedule": {"kind": "STEP", "steps": 0, "factor": 2},
                         "clipping": {"globalNorm": -1, "value": -2}},
                     "globalBatchSize": 0, "microBatchSize": -1, "epochs": 0, "maximumSteps": -1,
                     "workers": {"minimum": 3, "maximum": 1},
                     "checkpoints": {"everySteps": -1, "keepLast": 0, "keepBest": -1},
                     "evaluation": {"dataset": "digits", "everySteps": 0,
                         "earlyStopping": {"metric": "R2", "patience": 0, "minimumChange": -1}},
                     "anomalies": {"spike": {"action": "IGNORE", "factor": 1, "window": 0}},
                     "failures": {"maximum": 64, "window": "0s"},
                     "promotion": {"model": "digits", "minimumAccuracy": 95}, "gpus": 8}
                    """))
        .hasMessageContaining("a learningRate above 0, but was [0.0]")
        .hasMessageContaining("a weightDecay of at least 0, but was [-1.0]")
        .hasMessageContaining("a beta1 of at least 0 and below 1, but was [1.0]")
        .hasMessageContaining("a beta2 of at least 0 and below 1, but was [2.0]")
        .hasMessageContaining("steps of 1 or more, but was [0]")
        .hasMessageContaining("a factor above 0 and at most 1, but was [2.0]")
        .hasMessageContaining("a globalNorm of at least 0, but was [-1.0]")
        .hasMessageContaining("a value of at least 0, but was [-2.0]")
        .hasMessageContaining("globalBatchSize of 1 or more, but was [0]")
        .hasMessageContaining("microBatchSize of 0 or more, but was [-1]")
        .hasMessageContaining("epochs of 1 or more, but was [0]")
        .hasMessageContaining("maximumSteps of 0 or more, but was [-1]")
        .hasMessageContaining("1 ≤ minimum ≤ maximum workers, but was [3, 1]")
        .hasMessageContaining("everySteps of 0 or more, but was [-1]")
        .hasMessageContaining("keepLast of 1 or more, but was [0]")
        .hasMessageContaining("keepBest of 0 or more, but was [-1]")
        .hasMessageContaining("patience of 1 to 99 evaluations, but was [0]")
        .hasMessageContaining("minimumChange of 0 or more, but was [-1.0]")
        .hasMessageContaining("[STOP, SKIP, ROLL_BACK], but was [IGNORE]")
        .hasMessageContaining("a factor of more than 1, but was [1.0]")
        .hasMessageContaining("a window of 1 to 10000 steps, but was [0]")
        .hasMessageContaining("a maximum of failures from 0 to 63, but was [64]")
        .hasMessageContaining("a window of failures longer than 0, but was [PT0S]")
        .hasMessageContaining("a threshold that ACCURACY can have, but was [95.0]")
        .hasMessageContaining("but got [gpus]");
  }

  @Test
  void reportsNumbersOutOfRangeBesideFieldsThatCannotBeRead() {
    String faulty =
        """
        "epochs": 6, "checkpoints": {"every": "soon", "keepLast": 0},
        "evaluation": {"dataset": 5, "everySteps": -1}, "failures": {"maximum": 64}
        """;

    assertThatThrownBy(() -> read(SHORT.replace("\"epochs\": 6", faulty)))
        .hasMessageContaining("keepLast of 1 or more, but was [0]")
        .hasMessageContaining("everySteps of 0 or more, but was [-1]")
        .hasMessageContaining("a maximum of failures from 0 to 63, but was [64]")
        .hasMessageContaining("[failures.window], but it is missing");
  }

  @Test
  void reportsPartsThatDoNotGoTogetherAmongAllOtherFaults() {
    assertThatThrownBy(
            () ->
                read(
                    SHORT.replace(
                        "\"epochs\": 6",
                        """
                        "epochs": 0, "evaluation": {"dataset": "digits-train", "everySteps": 5,
                        "earlyStopping": {"metric": "R2", "patience": 1}}
                        """)))
        .hasMessageContaining("epochs of 1 or more, but was [0]")
        .hasMessageContaining("on other data than the training's, but both are [digits-train]")
        .hasMessageContaining("Expected [earlyStopping] by one of [LOSS, ACCURACY, MACRO_F1]");
    assertThatThrownBy(
            () ->
                read(
                    SHORT.replace(
                        "\"epochs\": 6",
                        "\"epochs\": 0, \"promotion\": {\"model\": \"a\", \"minimumAccuracy\": 1}")))
        .hasMessageContaining("epochs of 1 or more, but was [0]")
        .hasMessageContaining("Expected an evaluation for the promotion, but got none");
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
        .hasMessageContaining("on other data than the training's");
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
