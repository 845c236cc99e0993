package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.http.admin.ArtifactSink.StoredArtifact;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import java.util.HashMap;
import java.util.Map;

/**
 * An upload as far as it has come: what was stored, or the first reason to refuse it. Immutable.
 *
 * @param specification null until it came
 * @param refusal null while nothing is wrong
 */
record Upload<S>(S specification, Map<String, StoredArtifact> files, PlatformError refusal) {

  Upload {
    files = Map.copyOf(files);
  }

  static <S> Upload<S> nothing() {
    return new Upload<>(null, Map.of(), null);
  }

  Upload<S> withSpecification(S read) {
    return new Upload<>(requireNonNull(read, "specification is null"), files, refusal);
  }

  Upload<S> withFile(String name, StoredArtifact stored) {
    Map<String, StoredArtifact> more = new HashMap<>(files);
    more.put(name, stored);
    return new Upload<>(specification, more, refusal);
  }

  Upload<S> refused(PlatformError why) {
    return new Upload<>(specification, files, refusal == null ? why : refusal);
  }

  boolean isRefused() {
    return refusal != null;
  }

  boolean holds(String part) {
    return part.equals(UploadForm.SPECIFICATION) ? specification != null : files.containsKey(part);
  }

  /**
   * This upload, if it is all that the form asks for.
   *
   * @throws PlatformException the refusal otherwise
   */
  Upload<S> complete(UploadForm<S> form) {
    if (refusal != null) {
      throw refusal.toException();
    }
    if (specification == null) {
      throw missing(UploadForm.SPECIFICATION, form);
    }
    for (String file : form.files()) {
      if (!files.containsKey(file)) {
        throw missing(file, form);
      }
    }
    return this;
  }

  private static PlatformException missing(String part, UploadForm<?> form) {
    return new PlatformException(
        ErrorCode.INVALID_ARGUMENT,
        "Expected the parts %s, but [%s] is missing".formatted(form, part));
  }
}
