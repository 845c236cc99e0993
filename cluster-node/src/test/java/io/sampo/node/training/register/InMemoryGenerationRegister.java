package io.sampo.node.training.register;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.step.RegisterRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The register for tests: linearizable, thread-safe, never in doubt. */
public final class InMemoryGenerationRegister implements GenerationRegister {
  private final Map<JobId, RegisterRow> rows = new HashMap<>();

  @Override
  public synchronized CompletionStage<Optional<RegisterRow>> read(JobId job) {
    return completedFuture(Optional.ofNullable(rows.get(job)));
  }

  @Override
  public synchronized CompletionStage<WriteAnswer> compareAndSet(
      Expected expected, RegisterRow row) {
    Optional<RegisterRow> current = Optional.ofNullable(rows.get(row.job()));
    Expected actual = current.map(Expected::of).orElseGet(Expected.Absent::new);
    if (!actual.equals(expected)) {
      return completedFuture(
          new WriteAnswer.Refused(
              current.orElseThrow(
                  () ->
                      new IllegalStateException(
                          "Expected a row of job [" + row.job() + "], but there is none"))));
    }
    rows.put(row.job(), row);
    return completedFuture(new WriteAnswer.Applied());
  }
}
