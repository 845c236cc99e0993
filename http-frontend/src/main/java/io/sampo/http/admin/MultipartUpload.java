package io.sampo.http.admin;

import io.sampo.http.admin.ArtifactSink.StoredArtifact;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Multipart;
import org.apache.pekko.http.javadsl.unmarshalling.Unmarshaller;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Reads an upload: a {@code spec} in JSON and files, in any order. Files go to the store as they
 * come and are never whole in memory. After the first fault the rest is read and thrown away, so
 * that the client sees the answer; what was stored by then is named by nothing and swept later.
 */
final class MultipartUpload {

  /** What came. */
  record Upload(byte[] specification, Map<String, StoredArtifact> files) {}

  private static final String SPECIFICATION = "spec";
  private static final int LARGEST_SPECIFICATION = 1 << 20;

  private final ActorSystem<?> system;
  private final ArtifactSink artifacts;
  private final Set<String> fileNames;
  private final Consumer<byte[]> specificationCheck;
  private final UnaryOperator<Source<ByteString, ?>> fileCheck;

  private final Map<String, StoredArtifact> files = new HashMap<>();
  private byte[] specification;
  private RuntimeException fault;

  /**
   * @param specificationCheck throws if the specification is wrong, before files are stored in vain
   * @param fileCheck lets a file pass, or fails it at its end
   */
  MultipartUpload(
      ActorSystem<?> system,
      ArtifactSink artifacts,
      Set<String> fileNames,
      Consumer<byte[]> specificationCheck,
      UnaryOperator<Source<ByteString, ?>> fileCheck) {
    this.system = system;
    this.artifacts = artifacts;
    this.fileNames = Set.copyOf(fileNames);
    this.specificationCheck = specificationCheck;
    this.fileCheck = fileCheck;
  }

  /** Reads one request. */
  CompletionStage<Upload> read(HttpRequest request, long limit, Duration timeout) {
    return Unmarshaller.entityToMultipartFormData()
        .unmarshal(request.entity().withSizeLimit(limit), system)
        .exceptionally(failure -> notMultipart(request, failure))
        .thenCompose(
            form ->
                form.getParts()
                    .mapAsync(1, this::take)
                    .completionTimeout(timeout)
                    .runWith(Sink.ignore(), system))
        .thenApply(done -> finish());
  }

  private Multipart.FormData notMultipart(HttpRequest request, Throwable failure) {
    request.discardEntityBytes(system);
    throw new MalformedBodyException(
        "Expected multipart/form-data with the parts %s, but Content-Type was [%s]"
            .formatted(partNames(), request.entity().getContentType()),
        failure);
  }

  private Set<String> partNames() {
    Set<String> names = new TreeSet<>(fileNames);
    names.add(SPECIFICATION);
    return names;
  }

  private CompletionStage<Done> take(Multipart.FormData.BodyPart part) {
    Source<ByteString, Object> content = part.getEntity().withoutSizeLimit().getDataBytes();
    if (fault != null) {
      return drain(content);
    }
    if (part.getName().equals(SPECIFICATION) && specification == null) {
      return takeSpecification(content);
    }
    if (fileNames.contains(part.getName()) && !files.containsKey(part.getName())) {
      return takeFile(part.getName(), content);
    }
    fault =
        new PlatformException(
            ErrorCode.INVALID_ARGUMENT,
            "Expected the parts %s, each once, but got [%s]"
                .formatted(partNames(), part.getName()));
    return drain(content);
  }

  private CompletionStage<Done> drain(Source<ByteString, Object> content) {
    return content.runWith(Sink.ignore(), system);
  }

  private CompletionStage<Done> takeSpecification(Source<ByteString, Object> content) {
    return content
        .runWith(Sink.fold(ByteString.emptyByteString(), MultipartUpload::bounded), system)
        .thenApply(
            bytes -> {
              specification = bytes.toArray();
              guard(() -> checkSpecification(bytes));
              return Done.getInstance();
            });
  }

  private void checkSpecification(ByteString bytes) {
    if (bytes.size() > LARGEST_SPECIFICATION) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected a spec of at most " + LARGEST_SPECIFICATION + " bytes, but it is larger");
    }
    specificationCheck.accept(specification);
  }

  /** Keeps one byte more than allowed, which is enough to know. */
  private static ByteString bounded(ByteString sum, ByteString chunk) {
    return sum.size() > LARGEST_SPECIFICATION
        ? sum
        : sum.concat(chunk.take(LARGEST_SPECIFICATION + 1 - sum.size()));
  }

  private CompletionStage<Done> takeFile(String name, Source<ByteString, Object> content) {
    CompletableFuture<Done> taken = new CompletableFuture<>();
    artifacts
        .store(fileCheck.apply(content))
        .whenComplete(
            (stored, failure) -> {
              if (failure == null) {
                files.put(name, stored);
              } else {
                fault = refusal(failure);
              }
              taken.complete(Done.getInstance());
            });
    return taken;
  }

  private void guard(Runnable check) {
    try {
      check.run();
    } catch (RuntimeException refusal) {
      fault = refusal;
    }
  }

  private static RuntimeException refusal(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof RuntimeException known
        ? known
        : new PlatformException(
            ErrorCode.ARTIFACT_UNAVAILABLE,
            "Expected to store the upload, but " + cause.getMessage(),
            cause);
  }

  private Upload finish() {
    if (fault != null) {
      throw fault;
    }
    Set<String> missing = partNames();
    missing.removeAll(files.keySet());
    if (specification != null) {
      missing.remove(SPECIFICATION);
    }
    if (!missing.isEmpty()) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected the parts %s, but %s did not come".formatted(partNames(), missing));
    }
    return new Upload(specification, Map.copyOf(files));
  }
}
