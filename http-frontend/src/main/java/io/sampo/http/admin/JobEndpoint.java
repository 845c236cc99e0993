package io.sampo.http.admin;

import io.sampo.http.server.BodyReader;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Training jobs. Thread-safe. */
final class JobEndpoint {

  private final ActorSystem<?> system;
  private final AdminPorts ports;
  private final BodyReader bodies;
  private final JobFollowing following;

  JobEndpoint(ActorSystem<?> system, AdminSettings settings, AdminPorts ports, BodyReader bodies) {
    this.system = system;
    this.ports = ports;
    this.bodies = bodies;
    this.following = new JobFollowing(ports.catalog(), settings.maximumFollowers());
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.of("GET", "/api/v1/jobs", this::list),
        AdminRoute.of("POST", "/api/v1/jobs", this::submit),
        AdminRoute.of("GET", "/api/v1/jobs/{}", this::describe),
        AdminRoute.of("GET", "/api/v1/jobs/{}/events", this::follow),
        AdminRoute.of("POST", "/api/v1/jobs/{}/cancel", this::cancel));
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    return CompletableFuture.completedFuture(
        AdminAnswers.ok(
            Listing.of(
                "jobs", ports.catalog().current(), snapshot -> snapshot.jobs(), ports.clock())));
  }

  private CompletionStage<HttpResponse> submit(HttpRequest request, List<String> names) {
    return bodies.read(request.entity()).thenCompose(body -> submit(AdminDoor.exact(body)));
  }

  private CompletionStage<HttpResponse> submit(byte[] json) {
    JobSubmission submission = JobSubmission.read(json, this::newId);
    return ports
        .entities()
        .<JobSummary>askJob(
            submission.id(),
            replyTo ->
                new TrainingJobProtocol.SubmitJob(
                    submission.specification(), ports.clock().instant(), replyTo))
        .thenApply(summary -> AdminAnswers.accepted("/api/v1/jobs/" + summary.id(), summary));
  }

  private JobId newId() {
    String time = Long.toString(ports.clock().millis(), Character.MAX_RADIX);
    int random = ThreadLocalRandom.current().nextInt(Character.MAX_RADIX * Character.MAX_RADIX);
    return new JobId("job-" + time + "-" + Integer.toString(random, Character.MAX_RADIX));
  }

  private CompletionStage<HttpResponse> describe(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    return summary(job(names)).thenApply(AdminAnswers::ok);
  }

  private CompletionStage<JobSummary> summary(JobId job) {
    return ports.entities().askJob(job, TrainingJobProtocol.DescribeJob::new);
  }

  private CompletionStage<HttpResponse> follow(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    return summary(job(names)).thenApply(following::follow);
  }

  private CompletionStage<HttpResponse> cancel(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    return ports
        .entities()
        .<JobSummary>askJob(
            job(names),
            replyTo -> new TrainingJobProtocol.CancelJob(ports.clock().instant(), replyTo))
        .thenApply(AdminAnswers::ok);
  }

  private static JobId job(List<String> names) {
    return AdminDoor.name(ErrorCode.JOB_NOT_FOUND, () -> new JobId(names.get(0)));
  }
}
