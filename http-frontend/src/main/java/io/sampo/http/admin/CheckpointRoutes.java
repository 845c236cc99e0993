package io.sampo.http.admin;

import static io.sampo.http.admin.Requests.answer;
import static io.sampo.http.admin.Requests.identifier;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.PathMatchers.longSegment;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.JobSummary;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** The checkpoints that a job keeps, and their parameters as safetensors files. */
final class CheckpointRoutes {

  private final ArtifactSource artifacts;
  private final Summaries summaries;

  CheckpointRoutes(ArtifactSource artifacts, Summaries summaries) {
    this.artifacts = artifacts;
    this.summaries = summaries;
  }

  /** What lies below {@code /api/v1/jobs}. */
  Route route() {
    return concat(
        path(segment().slash("checkpoints"), id -> get(() -> answer(() -> list(id)))),
        path(
            segment().slash("checkpoints").slash(longSegment()).slash("parameters"),
            (id, step) -> get(() -> answer(() -> parameters(id, step)))));
  }

  private CompletionStage<HttpResponse> list(String id) {
    return summaries.job(identifier(id, JobId::new)).thenApply(job -> Answers.ok(listed(job)));
  }

  private static ObjectNode listed(JobSummary job) {
    ObjectNode json = JsonTree.object();
    json.set("checkpoints", JsonTree.array(job.checkpoints(), JobJson::kept));
    return json;
  }

  private CompletionStage<HttpResponse> parameters(String id, long step) {
    return summaries
        .job(identifier(id, JobId::new))
        .thenCompose(job -> download(job, withParameters(job, step)));
  }

  private static Checkpoint withParameters(JobSummary job, long step) {
    return job.checkpoints().stream()
        .filter(checkpoint -> checkpoint.step() == step && checkpoint.parameters() != null)
        .findFirst()
        .orElseThrow(
            () ->
                new StatusRefusal(
                    StatusCodes.NOT_FOUND,
                    ErrorCode.INVALID_ARGUMENT,
                    "Expected a checkpoint with parameters, but job [%s] keeps none of step [%d]"
                        .formatted(job.id(), step)));
  }

  private CompletionStage<HttpResponse> download(JobSummary job, Checkpoint checkpoint) {
    String name = "%s-step-%d.safetensors".formatted(job.id(), checkpoint.step());
    return artifacts
        .open(checkpoint.parameters())
        .thenApply(bytes -> file(bytes, checkpoint.parametersBytes()).addHeader(attachment(name)));
  }

  private static HttpResponse file(Source<ByteString, ?> bytes, long length) {
    return HttpResponse.create()
        .withEntity(
            HttpEntities.create(
                ContentTypes.APPLICATION_OCTET_STREAM, length, bytes.mapMaterializedValue(x -> x)));
  }

  /** Job ids need no quoting. */
  private static RawHeader attachment(String name) {
    return RawHeader.create("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }
}
