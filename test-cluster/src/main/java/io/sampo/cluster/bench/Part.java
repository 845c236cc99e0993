package io.sampo.cluster.bench;

/** One question to the platform, with the blocks that answer it. */
interface Part {

  /** For {@code --only}. */
  String name();

  /** How many nodes it needs. */
  int nodes();

  /** More HOCON for its nodes. Parts with the same share a cluster. */
  default String settings() {
    return "";
  }

  /** Whether it is measured only where it is asked for by name. */
  default boolean isLong() {
    return false;
  }

  /** Measures, prints the raw parts, and sets its figures. Blocking. */
  void measure(Bench bench);
}
