package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.step.Anomaly;
import io.sampo.protocol.training.step.AnomalyKind;
import io.sampo.protocol.training.step.GenerationStep;
import java.nio.charset.StandardCharsets;
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

  private static JobSummary queued(JobSubmission submission) {
    return job(submission.specification());
  }

  private static JobSummary job(JobSpecification specification, HandledAnomaly... anomalies) {
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
        List.of(anomalies),
        null,
        null,
        null,
        queued.submittedAt(),
        null,
        1);
  }
}
