package io.sampo.http.admin;

import static io.sampo.http.admin.Requests.answer;
import static io.sampo.http.admin.Requests.identifier;
import static org.apache.pekko.http.javadsl.server.Directives.completeWithFuture;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequestEntity;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.parameterOptional;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathEnd;
import static org.apache.pekko.http.javadsl.server.Directives.post;
import static org.apache.pekko.http.javadsl.server.PathMatchers.segment;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.http.admin.ArtifactSink.StoredArtifact;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetPreview;
import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.DatasetName;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.server.Route;

/** Datasets: what lies below {@code /api/v1/datasets}. */
final class DatasetRoutes {

  private static final int DEFAULT_ROWS = 5;

  private static final UploadForm<DatasetSpecification> FORM =
      new UploadForm<>(
          Arrays.stream(DatasetFormat.values())
              .flatMap(format -> format.roles().stream())
              .distinct()
              .toList(),
          DatasetUpload::read,
          specification -> specification.format().roles(),
          () -> ContentCheck.NONE);

  private final AdminBackend backend;
  private final AdminSettings settings;
  private final Summaries summaries;
  private final UploadReader uploads;

  DatasetRoutes(
      AdminBackend backend, AdminSettings settings, Summaries summaries, UploadReader uploads) {
    this.backend = backend;
    this.settings = settings;
    this.summaries = summaries;
    this.uploads = uploads;
  }

  Route route() {
    return concat(
        pathEnd(
            () ->
                concat(
                    get(() -> answer(this::list)),
                    post(
                        () ->
                            extractRequestEntity(entity -> completeWithFuture(register(entity)))))),
        path(segment(), name -> get(() -> answer(() -> describe(name)))),
        path(
            segment().slash("preview"),
            name ->
                get(
                    () ->
                        parameterOptional(
                            "rows", rows -> answer(() -> preview(name, rows(rows)))))));
  }

  private CompletionStage<HttpResponse> list() {
    List<DatasetSummary> datasets =
        backend.catalog().current().datasets().values().stream()
            .sorted(Comparator.comparing(dataset -> dataset.specification().name().value()))
            .toList();
    ObjectNode json = JsonTree.object();
    json.set("datasets", JsonTree.array(datasets, DatasetJson::brief));
    return CompletableFuture.completedFuture(Answers.ok(json));
  }

  private CompletionStage<HttpResponse> describe(String name) {
    return summaries
        .dataset(identifier(name, DatasetName::new))
        .thenApply(summary -> Answers.ok(DatasetJson.of(summary)));
  }

  private CompletionStage<HttpResponse> preview(String text, int rows) {
    return backend
        .entities()
        .<DatasetPreview>dataset(
            identifier(text, DatasetName::new),
            settings.answerTimeout(),
            replyTo -> new DatasetProtocol.PreviewDataset(rows, replyTo))
        .thenApply(outcome -> Answers.ok(DatasetJson.of(outcome.orThrow())));
  }

  private static int rows(Optional<String> text) {
    try {
      return text.map(Integer::parseInt).orElse(DEFAULT_ROWS);
    } catch (NumberFormatException none) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected [rows] to be an integer, but was [" + text.get() + "]",
          none);
    }
  }

  private CompletionStage<HttpResponse> register(HttpEntity entity) {
    return uploads.read(entity, FORM).thenCompose(this::register);
  }

  private CompletionStage<HttpResponse> register(Upload<DatasetSpecification> upload) {
    DatasetSpecification described = upload.specification();
    DatasetSpecification specification =
        described.withFiles(
            described.format().roles().stream()
                .map(role -> file(role, upload.files().get(role)))
                .toList());
    Instant now = backend.clock().instant();
    return backend
        .entities()
        .<DatasetSummary>dataset(
            specification.name(),
            settings.answerTimeout(),
            replyTo -> new DatasetProtocol.RegisterDataset(specification, now, replyTo))
        .thenApply(
            outcome ->
                Answers.created(
                    "/api/v1/datasets/" + specification.name(), DatasetJson.of(outcome.orThrow())));
  }

  private static DatasetFile file(String role, StoredArtifact stored) {
    return new DatasetFile(role, stored.hash(), stored.bytes());
  }
}
