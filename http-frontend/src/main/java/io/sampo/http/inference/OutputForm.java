package io.sampo.http.inference;

/** How an output is written. */
public enum OutputForm {
  JSON,
  BINARY;

  public static OutputForm binary(boolean binary) {
    return binary ? BINARY : JSON;
  }
}
