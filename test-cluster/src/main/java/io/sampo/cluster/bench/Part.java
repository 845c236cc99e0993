package io.sampo.cluster.bench;

/** One question to the platform, with the blocks that answer it. */
interface Part {

  /** For {@code --only}. */
  String name();

  /** How many nodes it needs. */
  int nodes();

  /** Measures, prints the raw parts, and sets its figures. Blocking. */
  void measure(Bench bench);
}
