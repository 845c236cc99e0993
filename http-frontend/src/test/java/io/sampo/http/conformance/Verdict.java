package io.sampo.http.conformance;

/** How this server stands to one line of the checklist. */
public enum Verdict {
  /** As the line says. */
  PASSES("passes"),
  /** On purpose in another way, which the line names. */
  DIFFERENT("deliberately different"),
  /** Refused as not supported. */
  NOT_BUILT("not built (answers 501)");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }
}
