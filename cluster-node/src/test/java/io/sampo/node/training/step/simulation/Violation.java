package io.sampo.node.training.step.simulation;

/** Something that must not exist has happened. */
final class Violation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }
}
