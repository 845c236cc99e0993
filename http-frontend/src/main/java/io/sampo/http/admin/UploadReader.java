package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.http.admin.ArtifactSink.StoredArtifact;
import io.sampo.http.server.BodyLimit;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.Multipart;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Reads forms with files, one part after the other; files pass into the artifact store without ever
 * being in memory as a whole. Once something is wrong the rest is read and thrown away, because
 * many clients do not listen before they have said everything.
 */
final class UploadReader {

  private static final int LONGEST_SPECIFICATION = 1 << 20;

  private final ActorSystem<?> system;
  private final AdminSettings settings;
  private final ArtifactSink artifacts;

  UploadReader(ActorSystem<?> system, AdminSettings settings, ArtifactSink artifacts) {
    this.system = requireNonNull(system, "system is null");
    this.settings = requireNonNull(settings, "settings is null");
    this.artifacts = requireNonNull(artifacts, "artifacts is null");
  }

  /** Fails with the refusal if the upload is not what the form asks for. */
  <S> CompletionStage<Upload<S>> read(HttpEntity entity, UploadForm<S> form) {
    ContentType type = entity.getContentType();
    if (!type.mediaType().isMultipart() || !type.mediaType().subType().equals("form-data")) {
      return CompletableFuture.failedFuture(
          new StatusRefusal(
              StatusCodes.UNSUPPORTED_MEDIA_TYPE,
              ErrorCode.INVALID_ARGUMENT,
              "Expected multipart/form-data with the parts %s, but was [%s]"
                  .formatted(form, type)));
    }
    return Unmarshaller.entityToMultipartFormData()
        .unmarshal(bounded(entity), system)
        .thenCompose(parts -> parts.getParts().runWith(parts(form), system))
        .thenApply(upload -> upload.complete(form));
  }

  private <S, P extends Multipart.FormData.BodyPart> Sink<P, CompletionStage<Upload<S>>> parts(
      UploadForm<S> form) {
    return Sink.foldAsync(Upload.nothing(), (upload, part) -> onPart(form, upload, part));
  }

  private HttpEntity bounded(HttpEntity entity) {
    return HttpEntities.createChunked(
        entity.getContentType(),
        new BodyLimit(settings.maximumUpload())
            .bytesOf(entity)
            .completionTimeout(settings.uploadTimeout()));
  }

  private <S> CompletionStage<Upload<S>> onPart(
      UploadForm<S> form, Upload<S> upload, Multipart.FormData.BodyPart part) {
    String name = part.getName();
    Source<ByteString, Object> content = part.getEntity().getDataBytes();
    if (upload.isRefused()) {
      return drained(content, upload);
    }
    if (!name.equals(UploadForm.SPECIFICATION) && !form.files().contains(name)) {
      return drained(
          content, upload.refused(invalid("Expected only the parts %s, but got [%s]", form, name)));
    }
    if (upload.holds(name)) {
      return drained(
          content, upload.refused(invalid("Expected [%s] once, but it came twice", name)));
    }
    return name.equals(UploadForm.SPECIFICATION)
        ? specification(form, upload, content)
        : file(form, upload, name, content);
  }

  private <S> CompletionStage<Upload<S>> specification(
      UploadForm<S> form, Upload<S> upload, Source<ByteString, Object> content) {
    return content
        .runFold(
            ByteString.emptyByteString(),
            (all, chunk) -> all.size() > LONGEST_SPECIFICATION ? all : all.concat(chunk),
            system)
        .thenApply(json -> specification(form, upload, json));
  }

  private static <S> Upload<S> specification(
      UploadForm<S> form, Upload<S> upload, ByteString json) {
    if (json.size() > LONGEST_SPECIFICATION) {
      return upload.refused(
          invalid(
              "Expected at most %d bytes in [%s], but got more",
              LONGEST_SPECIFICATION, UploadForm.SPECIFICATION));
    }
    try {
      return upload.withSpecification(form.specification().apply(json.toArray()));
    } catch (PlatformException fault) {
      return upload.refused(fault.error());
    }
  }

  private <S> CompletionStage<Upload<S>> file(
      UploadForm<S> form, Upload<S> upload, String name, Source<ByteString, Object> content) {
    return artifacts
        .store(checked(name, content, form.check().get()))
        .handle((stored, failure) -> filed(upload, name, stored, failure));
  }

  /** Fails after the last byte if the check objects, so that nothing is stored. */
  private static Source<ByteString, Object> checked(
      String name, Source<ByteString, Object> content, ContentCheck check) {
    return content
        .map(
            chunk -> {
              check.look(chunk);
              return chunk;
            })
        .concatLazy(Source.lazySource(() -> verdict(name, check)));
  }

  private static Source<ByteString, ?> verdict(String name, ContentCheck check) {
    Optional<String> objection = check.objection();
    return objection.isEmpty()
        ? Source.empty()
        : Source.failed(
            new PlatformException(
                ErrorCode.ARTIFACT_INVALID, objection.get() + " in [" + name + "]"));
  }

  private static <S> Upload<S> filed(
      Upload<S> upload, String name, StoredArtifact stored, Throwable failure) {
    if (failure == null) {
      return upload.withFile(name, stored);
    }
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof PlatformException refused) {
        return upload.refused(refused.error());
      }
    }
    throw new CompletionException(failure);
  }

  private <S> CompletionStage<Upload<S>> drained(
      Source<ByteString, Object> content, Upload<S> upload) {
    return content.runWith(Sink.ignore(), system).thenApply(done -> upload);
  }

  private static PlatformError invalid(String format, Object... arguments) {
    return new PlatformError(ErrorCode.INVALID_ARGUMENT, format.formatted(arguments));
  }
}
