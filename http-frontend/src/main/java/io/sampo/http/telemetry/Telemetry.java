package io.sampo.http.telemetry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.http.server.ClientConnection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import kamon.Kamon;
import kamon.prometheus.PrometheusReporter;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import scala.Option;

/** Starts the measuring of this process, and shows its page. */
public final class Telemetry {

  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private Telemetry() {}

  /** Once in a process; later calls do nothing. The page is served by us, not by Kamon. */
  public static void start(Config config, MetricsSettings settings) {
    if (STARTED.compareAndSet(false, true)) {
      String interval = settings.refreshInterval().toMillis() + " ms";
      Config ours =
          ConfigFactory.parseString(
              """
              kamon.prometheus.start-embedded-http-server = no
              kamon.metric.tick-interval = %s
              kamon.trace.tick-interval = %s
              # The library looks a thousand times a second for hiccups, and each second at every disk; on two
              # cores that is one part in thirty of the processor.
              kamon.instrumentation.system.process.hiccup-monitor-interval = 25 ms
              kamon.modules.process-metrics.interval = %s
              kamon.modules.host-metrics.interval = %s
              # Small models answer within a millisecond, which the buckets of the library do not see.
              kamon.prometheus.buckets.time-buckets = [
                0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
              ]
              # Refusals are to be quicker than any model; these buckets show by how much.
              kamon.prometheus.buckets.custom."%s" = [
                0.0001, 0.00025, 0.0005, 0.001, 0.0015, 0.002, 0.0025, 0.003, 0.0035, 0.004, 0.0045, 0.005, 0.0055, 0.006,
                0.007, 0.008, 0.01, 0.0125, 0.015, 0.02, 0.025, 0.05, 0.1, 1
              ]
              """
                  .formatted(
                      interval,
                      interval,
                      interval,
                      interval,
                      MetricNames.INFERENCE_REJECTION_DURATION));
      Kamon.initWithoutAttaching(ours.withFallback(config));
    }
  }

  /** The handler of the metrics door. */
  public static CompletionStage<HttpResponse> handle(HttpRequest request, ClientConnection client) {
    HttpResponse response = HttpResponse.create();
    boolean found = request.getUri().getPathString().equals("/metrics");
    if (!found) {
      return CompletableFuture.completedFuture(
          response
              .withStatus(StatusCodes.NOT_FOUND)
              .withEntity(ContentTypes.TEXT_PLAIN_UTF8, "Expected [/metrics]\n"));
    }
    Option<String> page = PrometheusReporter.latestScrapeData();
    return CompletableFuture.completedFuture(
        response.withEntity(
            ContentTypes.TEXT_PLAIN_UTF8, page.isDefined() ? page.get() : "# no figures yet\n"));
  }
}
