package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.protocol.training.JobSummary;
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

  private static JobSummary queued(JobSubmission submission) {
    JobSummary queued = Examples.queuedJob();
    return new JobSummary(
        queued.id(),
        submission.specification(),
        queued.state(),
        queued.message(),
        0,
        List.of(),
        queued.progress(),
        List.of(),
        List.of(),
        null,
        null,
        queued.submittedAt(),
        null,
        1);
  }
}
