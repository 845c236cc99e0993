package io.sampo.http.admin;

import io.sampo.http.admin.ArtifactSink.StoredArtifact;
import io.sampo.http.server.BodyReader;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelProtocol;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Models, their versions and deployments. Thread-safe. */
final class ModelEndpoint {

  private static final String FILE = "file";

  private final ActorSystem<?> system;
  private final AdminSettings settings;
  private final AdminPorts ports;
  private final BodyReader bodies;

  ModelEndpoint(
      ActorSystem<?> system, AdminSettings settings, AdminPorts ports, BodyReader bodies) {
    this.system = system;
    this.settings = settings;
    this.ports = ports;
    this.bodies = bodies;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.of("GET", "/api/v1/models", this::list),
        AdminRoute.of("GET", "/api/v1/models/{}", this::describe),
        AdminRoute.of("DELETE", "/api/v1/models/{}", this::delete),
        AdminRoute.of("POST", "/api/v1/models/{}/versions", this::addVersion),
        AdminRoute.of("GET", "/api/v1/models/{}/versions/{}", this::describeVersion),
        AdminRoute.of("PUT", "/api/v1/models/{}/deployment", this::deploy));
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    return CompletableFuture.completedFuture(
        AdminAnswers.ok(
            Listing.of(
                "models",
                ports.catalog().current(),
                snapshot -> snapshot.models(),
                ports.clock())));
  }

  private CompletionStage<HttpResponse> describe(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    return summary(model(names)).thenApply(AdminAnswers::ok);
  }

  private CompletionStage<HttpResponse> describeVersion(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    return summary(model(names)).thenApply(model -> AdminAnswers.ok(version(model, names.get(1))));
  }

  private CompletionStage<ModelSummary> summary(ModelName model) {
    return ports.entities().askModel(model, ModelProtocol.DescribeModel::new);
  }

  private static VersionSummary version(ModelSummary model, String name) {
    return model.versions().stream()
        .filter(version -> version.specification().name().value().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new PlatformException(
                    ErrorCode.VERSION_NOT_FOUND,
                    "Expected a version [%s] of model [%s], but there is none"
                        .formatted(name, model.name())));
  }

  private CompletionStage<HttpResponse> delete(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    return ports
        .entities()
        .<ModelSummary>askModel(
            model(names),
            replyTo -> new ModelProtocol.DeleteModel(ports.clock().instant(), replyTo))
        .thenApply(AdminAnswers::ok);
  }

  private CompletionStage<HttpResponse> deploy(HttpRequest request, List<String> names) {
    ModelName model = model(names);
    return bodies
        .read(request.entity())
        .thenCompose(
            body -> {
              Deployment deployment = DeploymentSubmission.read(AdminDoor.exact(body));
              return ports
                  .entities()
                  .<ModelSummary>askModel(
                      model,
                      replyTo ->
                          new ModelProtocol.SetDeployment(
                              deployment, ports.clock().instant(), replyTo));
            })
        .thenApply(AdminAnswers::ok);
  }

  private CompletionStage<HttpResponse> addVersion(HttpRequest request, List<String> names) {
    ModelName model = model(names);
    return new MultipartUpload(
            system,
            ports.artifacts(),
            Set.of(FILE),
            VersionSubmission::read,
            TorchScriptProbe::checked)
        .read(request, settings.maximumUpload(), settings.uploadTimeout())
        .thenCompose(
            upload ->
                addVersion(
                    model,
                    VersionSubmission.read(upload.specification()),
                    upload.files().get(FILE)));
  }

  private CompletionStage<HttpResponse> addVersion(
      ModelName model, VersionSubmission submission, StoredArtifact artifact) {
    return ports
        .entities()
        .<ModelVersion>askModel(
            model,
            replyTo ->
                new ModelProtocol.AddVersion(
                    submission.name().orElse(null),
                    artifact.hash(),
                    artifact.bytes(),
                    submission.signature(),
                    "upload",
                    ports.clock().instant(),
                    replyTo))
        .thenApply(version -> added(version, artifact));
  }

  private static HttpResponse added(ModelVersion version, StoredArtifact artifact) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", version.model());
    body.put("version", version.version());
    body.put("state", VersionState.CHECKING);
    body.put("artifact", artifact.hash());
    body.put("bytes", artifact.bytes());
    return AdminAnswers.accepted(
        "/api/v1/models/%s/versions/%s".formatted(version.model(), version.version()), body);
  }

  private static ModelName model(List<String> names) {
    return AdminDoor.name(ErrorCode.MODEL_NOT_FOUND, () -> new ModelName(names.get(0)));
  }
}
