package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What an upload consists of: the part {@code spec}, in JSON, and files, each under its name, in
 * any order.
 *
 * @param specification reads the part {@code spec}; refuses with a {@link
 *     io.sampo.protocol.error.PlatformException}
 * @param check made anew for each file
 */
record UploadForm<S>(
    List<String> files, Function<byte[], S> specification, Supplier<ContentCheck> check) {

  static final String SPECIFICATION = "spec";

  UploadForm {
    requireNonNull(specification, "specification is null");
    requireNonNull(check, "check is null");
    files = List.copyOf(files);
  }

  @Override
  public String toString() {
    return "[" + SPECIFICATION + ", " + String.join(", ", files) + "]";
  }
}
