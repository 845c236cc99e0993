package io.sampo.http.rest;

import java.util.Set;

/** What the protocol has at its paths, with the methods it allows. */
enum V2Endpoint {
  SERVER_METADATA(true, "GET"),
  LIVE(true, "GET"),
  READY(true, "GET"),
  MODELS(true, "GET"),
  MODEL_METADATA(true, "GET"),
  MODEL_READY(true, "GET"),
  INFER(true, "POST"),
  GENERATE(false, "POST"),
  MODEL_CONFIG(true, "GET"),
  STATISTICS(true, "GET"),
  TRACE_SETTING(false, "GET", "POST"),
  LOGGING(false, "GET", "POST"),
  REPOSITORY_INDEX(true, "POST"),
  LOAD(true, "POST"),
  UNLOAD(true, "POST"),
  /** A repository by its name; there is only one, which has none. */
  NAMED_REPOSITORY(false, "POST"),
  SHARED_MEMORY(false, "GET", "POST");

  private final boolean built;
  private final Set<String> methods;

  V2Endpoint(boolean built, String... methods) {
    this.built = built;
    this.methods = Set.of(methods);
  }

  /** Whether it does anything yet; what does not, answers 501 and is not advertised. */
  boolean isBuilt() {
    return built;
  }

  boolean allows(String method) {
    return methods.contains(method);
  }
}
