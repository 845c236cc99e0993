package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What an upload consists of: the part {@code spec}, in JSON, and files, each under its name, in
 * any order.
 *
 * @param files that there may be
 * @param specification reads the part {@code spec}; refuses with a {@link
 *     io.sampo.protocol.error.PlatformException}
 * @param filesOf those of the files that a specification asks for
 * @param check made anew for each file
 */
record UploadForm<S>(
    List<String> files,
    Function<byte[], S> specification,
    Function<S, List<String>> filesOf,
    Supplier<ContentCheck> check) {

  static final String SPECIFICATION = "spec";

  UploadForm {
    requireNonNull(specification, "specification is null");
    requireNonNull(filesOf, "filesOf is null");
    requireNonNull(check, "check is null");
    files = List.copyOf(files);
  }

  /** Always the same files. */
  UploadForm(List<String> files, Function<byte[], S> specification, Supplier<ContentCheck> check) {
    this(files, specification, any -> files, check);
  }

  @Override
  public String toString() {
    return parts(files);
  }

  static String parts(List<String> files) {
    return "[" + SPECIFICATION + ", " + String.join(", ", files) + "]";
  }
}
