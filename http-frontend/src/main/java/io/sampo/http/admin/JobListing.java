package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs somebody wants to see: the newest of those that are in one of some states.
 *
 * @param states all, if nobody has named any
 * @param limit the most that are shown
 */
record JobListing(Set<JobState> states, int limit) {
  static final int DEFAULT_LIMIT = 100;
  static final int MAXIMUM_LIMIT = 1_000;

  private static final Comparator<JobSummary> NEWEST_FIRST =
      Comparator.comparing(JobSummary::submittedAt)
          .reversed()
          .thenComparing(job -> job.id().value());

  JobListing {
    requireNonNull(states, "states is null");
  }

  /**
   * @param states names with commas between them
   * @throws PlatformException INVALID_ARGUMENT
   */
  static JobListing of(Optional<String> states, Optional<String> limit) {
    return new JobListing(
        states.map(JobListing::states).orElseGet(() -> EnumSet.allOf(JobState.class)),
        limit.map(JobListing::limit).orElse(DEFAULT_LIMIT));
  }

  private static Set<JobState> states(String names) {
    Set<JobState> states = EnumSet.noneOf(JobState.class);
    for (String name : names.split(",", -1)) {
      try {
        states.add(JobState.valueOf(name.strip()));
      } catch (IllegalArgumentException unknown) {
        throw refusal("state", "one or more of " + List.of(JobState.values()), name, unknown);
      }
    }
    return states;
  }

  private static int limit(String text) {
    String wanted = "an integer from 1 to " + MAXIMUM_LIMIT;
    try {
      int limit = Integer.parseInt(text);
      if (limit < 1 || limit > MAXIMUM_LIMIT) {
        throw refusal("limit", wanted, text, null);
      }
      return limit;
    } catch (NumberFormatException none) {
      throw refusal("limit", wanted, text, none);
    }
  }

  private static PlatformException refusal(
      String parameter, String wanted, String actual, Throwable cause) {
    return new PlatformException(
        ErrorCode.INVALID_ARGUMENT,
        "Expected [%s] to be %s, but was [%s]".formatted(parameter, wanted, actual),
        cause);
  }

  /** The jobs that are shown, and how many there are of these states. */
  ObjectNode of(Collection<JobSummary> jobs) {
    List<JobSummary> matching =
        jobs.stream().filter(job -> states.contains(job.state())).sorted(NEWEST_FIRST).toList();
    ObjectNode json = JsonTree.object();
    json.set("jobs", JsonTree.array(matching.stream().limit(limit).toList(), JobJson::of));
    json.put("total", matching.size());
    return json;
  }
}
