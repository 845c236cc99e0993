package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.http.admin.ArtifactSink.StoredArtifact;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
      throw faulty(form.toString(), List.of("[" + UploadForm.SPECIFICATION + "] is missing"));
    }
    List<String> wanted = form.filesOf().apply(specification);
    List<String> faults = new ArrayList<>();
    wanted.stream()
        .filter(file -> !files.containsKey(file))
        .forEach(file -> faults.add("[" + file + "] is missing"));
    files.keySet().stream()
        .filter(file -> !wanted.contains(file))
        .sorted()
        .forEach(file -> faults.add("[" + file + "] is none of them"));
    if (!faults.isEmpty()) {
      throw faulty(UploadForm.parts(wanted), faults);
    }
    return this;
  }

  private static PlatformException faulty(String parts, List<String> faults) {
    return new PlatformException(
        ErrorCode.INVALID_ARGUMENT,
        "Expected the parts %s, but %s".formatted(parts, String.join(" and ", faults)));
  }
}
