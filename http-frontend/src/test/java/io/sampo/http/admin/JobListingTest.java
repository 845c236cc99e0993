package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobListingTest {
  private static final List<JobSummary> JOBS =
      List.of(
          job("oldest", 0, JobState.COMPLETED),
          job("newest", 3, JobState.QUEUED),
          job("second", 1, JobState.RUNNING),
          job("third", 2, JobState.COMPLETED));

  @Test
  void showsTheNewestFirst() {
    assertThat(ids(listed(null, null))).containsExactly("newest", "third", "second", "oldest");
  }

  @Test
  void showsOnlyTheStatesThatAreWanted() {
    assertThat(ids(listed("COMPLETED", null))).containsExactly("third", "oldest");
    assertThat(ids(listed("QUEUED,RUNNING", null))).containsExactly("newest", "second");
    assertThat(ids(listed("FAILED", null))).isEmpty();
  }

  @Test
  void showsNoMoreThanTheLimitAndSaysHowManyThereAre() {
    // when
    ObjectNode two = listed("COMPLETED", "1");

    // then
    assertThat(ids(two)).containsExactly("third");
    assertThat(two.path("total").asInt()).isEqualTo(2);
  }

  @Test
  void showsAHundredUnlessTold() {
    // given
    List<JobSummary> many = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      many.add(job("job-" + i, i, JobState.COMPLETED));
    }

    // when
    ObjectNode listed = JobListing.of(Optional.empty(), Optional.empty()).of(many);

    // then
    assertThat(ids(listed)).hasSize(100).startsWith("job-100");
    assertThat(listed.path("total").asInt()).isEqualTo(101);
  }

  @Test
  void refusesWhatIsNoStateAndNoLimit() {
    assertThatThrownBy(() -> listed("RUNNING,DONE", null))
        .hasMessageStartingWith("Expected [state] to be one or more of [QUEUED, STARTING,")
        .hasMessageEndingWith("but was [DONE]");
    assertThatThrownBy(() -> listed("", null)).hasMessageEndingWith("but was []");
    for (String limit : List.of("0", "-1", "1001", "ten", "99999999999")) {
      assertThatThrownBy(() -> listed(null, limit))
          .hasMessage(
              "Expected [limit] to be an integer from 1 to 1000, but was [%s]".formatted(limit));
    }
  }

  private static ObjectNode listed(String states, String limit) {
    return JobListing.of(Optional.ofNullable(states), Optional.ofNullable(limit)).of(JOBS);
  }

  private static List<String> ids(ObjectNode listed) {
    List<String> ids = new ArrayList<>();
    listed.path("jobs").forEach(job -> ids.add(job.path("id").asText()));
    return ids;
  }

  private static JobSummary job(String id, int second, JobState state) {
    return new JobSummary(
        new JobId(id),
        Examples.jobSpecification(),
        state,
        "",
        0,
        List.of(),
        JobProgress.NONE,
        List.of(),
        null,
        null,
        Examples.AT.plusSeconds(second),
        null,
        1);
  }
}
