package io.sampo.http.admin;

import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.id.DatasetName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Datasets. Thread-safe. */
final class DatasetEndpoint {

  private static final String IMAGES = "images";
  private static final String LABELS = "labels";

  private final ActorSystem<?> system;
  private final AdminSettings settings;
  private final AdminPorts ports;

  DatasetEndpoint(ActorSystem<?> system, AdminSettings settings, AdminPorts ports) {
    this.system = system;
    this.settings = settings;
    this.ports = ports;
  }

  List<AdminRoute> routes() {
    return List.of(
        AdminRoute.of("GET", "/api/v1/datasets", this::list),
        AdminRoute.of("POST", "/api/v1/datasets", this::register),
        AdminRoute.of("GET", "/api/v1/datasets/{}", this::describe));
  }

  private CompletionStage<HttpResponse> list(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    return CompletableFuture.completedFuture(
        AdminAnswers.ok(
            Listing.of(
                "datasets",
                ports.catalog().current(),
                snapshot -> snapshot.datasets(),
                ports.clock())));
  }

  private CompletionStage<HttpResponse> describe(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    DatasetName name =
        AdminDoor.name(ErrorCode.DATASET_NOT_FOUND, () -> new DatasetName(names.get(0)));
    return ports
        .entities()
        .askDataset(name, DatasetProtocol.DescribeDataset::new)
        .thenApply(AdminAnswers::ok);
  }

  private CompletionStage<HttpResponse> register(HttpRequest request, List<String> names) {
    return new MultipartUpload(
            system,
            ports.artifacts(),
            Set.of(IMAGES, LABELS),
            DatasetSubmission::read,
            content -> content)
        .read(request, settings.maximumUpload(), settings.uploadTimeout())
        .thenCompose(this::register);
  }

  private CompletionStage<HttpResponse> register(MultipartUpload.Upload upload) {
    DatasetSubmission submission = DatasetSubmission.read(upload.specification());
    List<DatasetFile> files =
        Stream.of(IMAGES, LABELS)
            .map(
                role ->
                    new DatasetFile(
                        role, upload.files().get(role).hash(), upload.files().get(role).bytes()))
            .toList();
    DatasetSpecification specification =
        new DatasetSpecification(submission.name(), submission.format(), files);
    return ports
        .entities()
        .<DatasetSummary>askDataset(
            submission.name(),
            replyTo ->
                new DatasetProtocol.RegisterDataset(
                    specification, ports.clock().instant(), replyTo))
        .thenApply(
            summary -> AdminAnswers.created("/api/v1/datasets/" + submission.name(), summary));
  }
}
