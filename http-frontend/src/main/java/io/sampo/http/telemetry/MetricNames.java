package io.sampo.http.telemetry;

/**
 * The names of this module's metrics as Kamon knows them; the page shows dots as underscores,
 * counters with {@code _total} and times with {@code _seconds}.
 */
public final class MetricNames {

  /** Counter by model and outcome: {@code sampo_inference_requests_total}. */
  public static final String INFERENCE_REQUESTS = "sampo.inference.requests";

  /** Histogram by model, from the whole body to the answer: {@code …_duration_seconds}. */
  public static final String INFERENCE_DURATION = "sampo.inference.duration";

  /**
   * Histogram by model, from the request to the sending of an answer that refuses for want of
   * capacity: {@code …_rejection_duration_seconds}.
   */
  public static final String INFERENCE_REJECTION_DURATION = "sampo.inference.rejection.duration";

  /** Counter by reason: attempts beyond a request's first. */
  public static final String ROUTER_RETRIES = "sampo.router.retries";

  /** Gauge by model: requests under way from this frontend. */
  public static final String ROUTER_IN_FLIGHT = "sampo.router.in.flight";

  /**
   * Counter by model and outcome: answers of shadow versions, {@code sampo_router_shadow_total}.
   */
  public static final String ROUTER_SHADOW = "sampo.router.shadow";

  /** Counter by method group and status of the admin interface. */
  public static final String ADMIN_REQUESTS = "sampo.admin.requests";

  private MetricNames() {}
}
