package io.sampo.http.admin;

import static io.sampo.http.admin.Requests.answer;
import static io.sampo.http.admin.Requests.identifier;
import static org.apache.pekko.http.javadsl.server.Directives.completeOK;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.onSuccess;
import static org.apache.pekko.http.javadsl.server.Directives.parameterOptional;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathEnd;
import static org.apache.pekko.http.javadsl.server.Directives.post;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.TrainingJobProtocol;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.marshalling.sse.EventStreamMarshalling;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/** Training jobs: what lies below {@code /api/v1/jobs}. */
final class JobRoutes {

  /** What can be asked of a job that is there; answered with its summary. */
  private interface Order {
    TrainingJobProtocol.Command at(Instant now, ActorRef<Outcome<JobSummary>> replyTo);
  }

  private final AdminBackend backend;
  private final AdminSettings settings;
  private final Summaries summaries;
  private final JobFollowers followers;

  JobRoutes(AdminBackend backend, AdminSettings settings, Summaries summaries) {
    this.backend = backend;
    this.settings = settings;
    this.summaries = summaries;
    this.followers = new JobFollowers(backend.catalog(), settings.maximumFollowers());
  }

  Route route() {
    return concat(
        pathEnd(() -> concat(get(this::listing), post(() -> Requests.json(this::submit)))),
        path(segment(), id -> get(() -> answer(() -> describe(id)))),
        new CheckpointRoutes(backend.downloads(), summaries).route(),
        path(segment().slash("events"), id -> get(() -> events(id))),
        path(segment().slash("pause"), id -> order(id, TrainingJobProtocol.PauseJob::new)),
        path(segment().slash("resume"), id -> order(id, TrainingJobProtocol.ResumeJob::new)),
        path(segment().slash("cancel"), id -> order(id, TrainingJobProtocol.CancelJob::new)));
  }

  private Route listing() {
    return parameterOptional(
        "state",
        states ->
            parameterOptional("limit", limit -> answer(() -> list(JobListing.of(states, limit)))));
  }

  private CompletionStage<HttpResponse> list(JobListing listing) {
    return CompletableFuture.completedFuture(
        Answers.ok(listing.of(backend.catalog().current().jobs().values())));
  }

  private CompletionStage<HttpResponse> describe(String id) {
    return summaries
        .job(identifier(id, JobId::new))
        .thenApply(summary -> Answers.ok(JobJson.of(summary)));
  }

  private CompletionStage<HttpResponse> submit(byte[] json) {
    JobSubmission submission = JobSubmission.read(json);
    JobId id = submission.id().orElseGet(JobRoutes::newId);
    Instant now = backend.clock().instant();
    return backend
        .entities()
        .<JobSummary>job(
            id,
            settings.answerTimeout(),
            replyTo -> new TrainingJobProtocol.SubmitJob(submission.specification(), now, replyTo))
        .thenApply(
            outcome -> Answers.accepted("/api/v1/jobs/" + id, JobJson.of(outcome.orThrow())));
  }

  private static JobId newId() {
    return new JobId("job-" + UUID.randomUUID().toString().substring(0, 8));
  }

  private Route order(String id, Order order) {
    return post(() -> answer(() -> tell(id, order)));
  }

  private CompletionStage<HttpResponse> tell(String id, Order order) {
    Instant now = backend.clock().instant();
    return backend
        .entities()
        .<JobSummary>job(
            identifier(id, JobId::new), settings.answerTimeout(), replyTo -> order.at(now, replyTo))
        .thenApply(outcome -> Answers.ok(JobJson.of(outcome.orThrow())));
  }

  private Route events(String id) {
    return extractRequest(
        request ->
            onSuccess(
                summaries.job(identifier(id, JobId::new)),
                first ->
                    completeOK(followers.follow(first), EventStreamMarshalling.toEventStream())));
  }
}
