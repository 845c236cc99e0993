package io.sampo.cluster;

import java.util.Locale;

/** How soon a silent node is replaced; each is a file of the shipped configuration. */
public enum Profile {
  /** For the demo and for tests with frozen or partitioned nodes. */
  MODERATE,
  /** For tests that only ever kill nodes: a pause of two seconds costs a node its place. */
  AGGRESSIVE;

  String resource() {
    return "profile-" + name().toLowerCase(Locale.ROOT) + ".conf";
  }
}
