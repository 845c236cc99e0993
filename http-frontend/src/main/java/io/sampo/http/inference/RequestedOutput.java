package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

/** An output that a request names, and how it is to be written. */
public record RequestedOutput(String name, OutputForm form) {

  public RequestedOutput {
    requireNonNull(name, "name is null");
    requireNonNull(form, "form is null");
  }
}
