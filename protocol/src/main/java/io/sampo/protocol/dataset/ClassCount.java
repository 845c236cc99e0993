package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

/** How many samples are of a class; its label is its number, or its text in a CSV file. */
public record ClassCount(String label, long count) {
  public ClassCount {
    requireNonNull(label, "label is null");
  }
}
