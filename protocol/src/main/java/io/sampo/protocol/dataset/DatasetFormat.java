package io.sampo.protocol.dataset;

import java.util.List;

/** How the files of a dataset are laid out, and which roles its files play. */
public enum DatasetFormat {
  /** The format of MNIST: a file of images and a file of labels, raw or gzip-compressed. */
  IDX("images", "labels"),
  /** Rows of text, RFC 4180; what its columns mean is in a {@link CsvLayout}. */
  CSV("rows"),
  /** Two NumPy arrays in files of their own. */
  NPY("inputs", "targets"),
  /** One NumPy archive with the arrays {@code inputs} and {@code targets}. */
  NPZ("arrays"),
  /** Two files of nothing but little-endian numbers, described by a {@link RawLayout}. */
  RAW("inputs", "targets");

  private final List<String> roles;

  DatasetFormat(String... roles) {
    this.roles = List.of(roles);
  }

  /** What the files of such a dataset hold, each role once. */
  public List<String> roles() {
    return roles;
  }
}
