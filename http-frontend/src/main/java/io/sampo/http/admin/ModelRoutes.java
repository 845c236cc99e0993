package io.sampo.http.admin;

import static io.sampo.http.admin.Requests.answer;
import static io.sampo.http.admin.Requests.identifier;
import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.delete;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequestEntity;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathEnd;
import static org.apache.pekko.http.javadsl.server.Directives.post;
import static org.apache.pekko.http.javadsl.server.Directives.put;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.http.admin.ArtifactSink.StoredArtifact;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/** Models and their versions: what lies below {@code /api/v1/models}. */
final class ModelRoutes {

  private static final String FILE = "file";
  private static final UploadForm<VersionUpload> FORM =
      new UploadForm<>(List.of(FILE), VersionUpload::read, ModuleCheck::new);

  private final AdminBackend backend;
  private final AdminSettings settings;
  private final Summaries summaries;
  private final UploadReader uploads;

  ModelRoutes(
      AdminBackend backend, AdminSettings settings, Summaries summaries, UploadReader uploads) {
    this.backend = backend;
    this.settings = settings;
    this.summaries = summaries;
    this.uploads = uploads;
  }

  Route route() {
    return concat(
        pathEnd(() -> get(() -> answer(this::list))),
        path(
            segment(),
            model ->
                concat(
                    get(() -> answer(() -> describe(model))),
                    delete(() -> answer(() -> change(model, ModelProtocol.DeleteModel::new))))),
        path(
            segment().slash("deployment"),
            model -> put(() -> Requests.json(json -> deploy(model, json)))),
        path(
            segment().slash("deployment").slash("rollback"),
            model ->
                post(() -> answer(() -> change(model, ModelProtocol.RollBackDeployment::new)))),
        path(
            segment().slash("reload"),
            model -> post(() -> answer(() -> change(model, ModelProtocol.ReloadModel::new)))),
        path(
            segment().slash("quarantine").slash("lift"),
            model -> post(() -> answer(() -> change(model, ModelProtocol.LiftQuarantine::new)))),
        path(
            segment().slash("versions"),
            model ->
                post(
                    () ->
                        extractRequestEntity(
                            entity -> completeWithFuture(addVersion(model, entity))))),
        path(
            segment().slash("versions").slash(segment()),
            (model, version) -> get(() -> answer(() -> describe(model, version)))));
  }

  private CompletionStage<HttpResponse> list() {
    List<ModelSummary> models =
        backend.catalog().current().models().values().stream()
            .sorted(Comparator.comparing(model -> model.name().value()))
            .toList();
    ObjectNode json = JsonTree.object();
    json.set("models", JsonTree.array(models, ModelJson::of));
    return CompletableFuture.completedFuture(Answers.ok(json));
  }

  private CompletionStage<HttpResponse> describe(String model) {
    return summaries
        .model(identifier(model, ModelName::new))
        .thenApply(summary -> Answers.ok(ModelJson.of(summary)));
  }

  private CompletionStage<HttpResponse> describe(String model, String version) {
    VersionName name = identifier(version, VersionName::new);
    return summaries
        .model(identifier(model, ModelName::new))
        .thenApply(summary -> Answers.ok(ModelJson.version(existing(summary, name), summary)));
  }

  private static VersionSummary existing(ModelSummary model, VersionName version) {
    return model
        .version(version)
        .orElseThrow(
            () ->
                new PlatformException(
                    ErrorCode.VERSION_NOT_FOUND,
                    "Expected a version of model [%s], but there is no [%s]"
                        .formatted(model.name(), version)));
  }

  private CompletionStage<HttpResponse> deploy(String model, byte[] json) {
    ModelName name = identifier(model, ModelName::new);
    Deployment deployment = DeploymentRequest.read(json);
    Instant now = backend.clock().instant();
    return backend
        .entities()
        .<ModelSummary>model(
            name,
            settings.answerTimeout(),
            replyTo -> new ModelProtocol.SetDeployment(deployment, now, replyTo))
        .thenApply(outcome -> Answers.ok(ModelJson.of(outcome.orThrow())));
  }

  /** A request to the entity that is answered with the model. */
  private interface Change {
    ModelProtocol.Command make(Instant at, ActorRef<Outcome<ModelSummary>> replyTo);
  }

  private CompletionStage<HttpResponse> change(String model, Change change) {
    Instant now = backend.clock().instant();
    return backend
        .entities()
        .<ModelSummary>model(
            identifier(model, ModelName::new),
            settings.answerTimeout(),
            replyTo -> change.make(now, replyTo))
        .thenApply(outcome -> Answers.ok(ModelJson.of(outcome.orThrow())));
  }

  private CompletionStage<HttpResponse> addVersion(String model, HttpEntity entity) {
    ModelName name = identifier(model, ModelName::new);
    return uploads.read(entity, FORM).thenCompose(upload -> addVersion(name, upload));
  }

  private CompletionStage<HttpResponse> addVersion(ModelName model, Upload<VersionUpload> upload) {
    VersionUpload wanted = upload.specification();
    StoredArtifact stored = upload.files().get(FILE);
    Instant now = backend.clock().instant();
    return backend
        .entities()
        .<ModelVersion>model(
            model,
            settings.answerTimeout(),
            replyTo ->
                new ModelProtocol.AddVersion(
                    wanted.version().orElse(null),
                    stored.hash(),
                    stored.bytes(),
                    wanted.signature(),
                    "upload",
                    now,
                    replyTo))
        .thenApply(
            outcome ->
                accepted(
                    model,
                    new VersionSpecification(
                        outcome.orThrow().version(),
                        stored.hash(),
                        stored.bytes(),
                        wanted.signature(),
                        "upload",
                        now)));
  }

  private static HttpResponse accepted(ModelName model, VersionSpecification added) {
    return Answers.accepted(
        "/api/v1/models/%s/versions/%s".formatted(model, added.name()),
        ModelJson.version(new VersionSummary(added, VersionState.CHECKING, "")));
  }
}
