package io.sampo.http.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.Fixtures;
import io.sampo.http.catalog.PublishedCatalog;
import io.sampo.http.telemetry.InferenceMetrics;
import io.sampo.http.telemetry.MetricNames;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import kamon.Kamon;
import kamon.metric.Distribution;
import kamon.metric.Instrument;
import kamon.metric.Timer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long it takes to turn a request away. */
class RejectionTimeTest {

  private static final long MILLISECOND = 1_000_000;

  private final Timer rejections =
      Kamon.timer(MetricNames.INFERENCE_REJECTION_DURATION)
          .withTag("model", InferenceMetrics.UNKNOWN_MODEL);
  private final AtomicLong now = new AtomicLong();
  private final InferenceService service =
      new InferenceService(
          new TargetResolver(new PublishedCatalog(Fixtures.catalog(true))),
          new FakeRouter(),
          Duration.ofSeconds(30),
          new RequestMemory(1),
          new RequestIds(1),
          now::get);

  @BeforeEach
  void forgetWhatOthersCounted() {
    drain(rejections);
  }

  @Test
  void timesARejectionUntilItIsSent() {
    // given
    InferenceCall call = begin();
    now.addAndGet(2 * MILLISECOND);
    PlatformError error =
        call.refused(new PlatformException(ErrorCode.REPLICA_OVERLOADED, "Expected room"));

    // when
    now.addAndGet(5 * MILLISECOND);
    call.refusalSent(error);

    // then
    Distribution timed = drain(rejections);
    assertThat(timed.count()).isEqualTo(1);
    assertThat(timed.max()).isBetween(69 * MILLISECOND / 10, 8 * MILLISECOND);
  }

  @Test
  void doesNotTimeOtherRefusals() {
    // given
    InferenceCall call = begin();
    PlatformError error =
        call.refused(new PlatformException(ErrorCode.INVALID_ARGUMENT, "Expected less"));

    // when
    call.refusalSent(error);

    // then
    assertThat(drain(rejections).count()).isZero();
  }

  private InferenceCall begin() {
    return service.begin("", TraceContext.NONE, name -> Optional.empty());
  }

  /** What was recorded since the last time. */
  @SuppressWarnings("unchecked")
  private static Distribution drain(Timer timer) {
    return ((Instrument.Snapshotting<Distribution>) timer).snapshot(true);
  }
}
