package io.sampo.cluster.scenario;

/** The scenario cannot go on; the message says to a person what was expected and what came. */
public class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ScenarioException(String message) {
    super(message);
  }

  public ScenarioException(String message, Throwable cause) {
    super(message, cause);
  }
}
