package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobEvaluations;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.NumberErrors;
import io.sampo.protocol.training.TrainingEnd;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.AnomalyKind;
import io.sampo.protocol.training.step.GenerationStep;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobJsonTest {

  @Test
  void showsARuleInTheFormInWhichItIsSubmitted() {
    for (String rule :
        List.of(
            "{\"metric\":\"RMSE\",\"atMost\":0.1}",
            "{\"metric\":\"R2\",\"atLeast\":0.9}",
            "{\"metric\":\"LOSS\",\"atMost\":2.5}")) {
      // given
      JobSubmission submission =
          JobSubmission.read(
              """
              {"model": "prices/1", "dataset": "houses", "loss": "HUBER",
               "optimizer": {"learningRate": 0.04}, "globalBatchSize": 128, "epochs": 6,
               "workers": {"minimum": 1, "maximum": 3}, "evaluationDataset": "held-out",
               "promotion": {"model": "prices", "rule": %s}}
              """
                  .formatted(rule)
                  .getBytes(StandardCharsets.UTF_8));

      // when
      JsonNode json = JobJson.of(queued(submission)).path("specification");

      // then
      assertThat(json.path("promotion").path("rule").toString()).isEqualTo(rule);
      assertThat(JobSubmission.read(json.toString().getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(submission);
    }
  }

  /** JSON has neither NaN nor infinity. */
  @Test
  void showsWhatWasDoneAboutAnomalies() {
    // given
    Anomaly anomaly =
        new Anomaly(
            new GenerationStep(3, 120),
            AnomalyKind.NON_FINITE,
            Double.NaN,
            Double.POSITIVE_INFINITY);
    HandledAnomaly handled = new HandledAnomaly(anomaly, AnomalyAction.ROLL_BACK, Examples.AT);

    // when
    JsonNode json = JobJson.of(job(Examples.queuedJob().specification(), handled));

    // then
    assertThat(json.path("anomalies").toString())
        .isEqualTo(
            "[{\"step\":120,\"generation\":3,\"kind\":\"NON_FINITE\",\"loss\":null,"
                + "\"bound\":null,\"action\":\"ROLL_BACK\",\"at\":\"2026-02-03T04:00:00Z\"}]");
  }

  @Test
  void showsTheCurveOfEvaluationsAndWhyAJobEndedEarly() {
    // given
    JobEvaluations evaluations =
        JobEvaluations.NONE
            .plus(new Evaluation(100, 4, 0.5, new ClassCounts(2, 4, 3, List.of()), null))
            .plus(new Evaluation(200, 4, 0.25, null, new NumberErrors(4, 2, 1, 8, 20)));

    // when
    JsonNode json =
        JobJson.of(
            evaluated(
                Examples.queuedJob().specification(),
                evaluations,
                new TrainingEnd(200, "no better LOSS")));

    // then
    assertThat(json.path("evaluations").path(0).toString())
        .isEqualTo("{\"step\":100,\"loss\":0.5,\"accuracy\":0.75}");
    assertThat(json.path("evaluations").path(1).path("mae").asDouble()).isEqualTo(0.5);
    assertThat(json.path("stoppedEarly").toString())
        .isEqualTo("{\"step\":200,\"reason\":\"no better LOSS\"}");
  }

  @Test
  void saysNothingOfAnEndThatIsNotEarly() {
    for (TrainingEnd end : Arrays.asList(null, TrainingEnd.planned(200))) {
      JsonNode json =
          JobJson.of(evaluated(Examples.queuedJob().specification(), JobEvaluations.NONE, end));

      assertThat(json.path("stoppedEarly").isNull()).isTrue();
      assertThat(json.path("evaluations").isEmpty()).isTrue();
    }
  }

  private static JobSummary queued(JobSubmission submission) {
    return evaluated(submission.specification(), JobEvaluations.NONE, null);
  }

  private static JobSummary job(JobSpecification specification, HandledAnomaly anomaly) {
    return summary(specification, List.of(anomaly), JobEvaluations.NONE, null);
  }

  private static JobSummary evaluated(
      JobSpecification specification, JobEvaluations evaluations, TrainingEnd end) {
    return summary(specification, List.of(), evaluations, end);
  }

  private static JobSummary summary(
      JobSpecification specification,
      List<HandledAnomaly> anomalies,
      JobEvaluations evaluations,
      TrainingEnd end) {
    JobSummary queued = Examples.queuedJob();
    return new JobSummary(
        queued.id(),
        specification,
        queued.state(),
        queued.message(),
        0,
        List.of(),
        queued.progress(),
        List.of(),
        anomalies,
        evaluations,
        end,
        null,
        null,
        queued.submittedAt(),
        null,
        1);
  }
}
