package io.sampo.cluster.scenario;

/** The admin API answered, and said no. */
public final class RefusedException extends ScenarioException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status of HTTP
   */
  public RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  public int status() {
    return status;
  }
}
