package io.sampo.http.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.telemetry.ShadowMetrics;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShadowRouterTest {

  /** Takes requests and lets the test answer them. */
  private static final class FakeRouter implements RequestRouter {
    private final List<RoutedRequest> routed = new ArrayList<>();

    @Override
    public void route(RoutedRequest request) {
      routed.add(request);
    }

    @Override
    public void cancel(RoutedRequest request) {}
  }

  private final FakeRouter behind = new FakeRouter();
  private final List<ShadowMetrics.Outcome> compared = new ArrayList<>();
  private int drawn;

  private ShadowRouter router(int percent, int inFlight, long bytes) {
    Traffic traffic = new Traffic("", new VersionName("2"), percent);
    return new ShadowRouter(
        behind,
        model -> traffic,
        new ShadowSettings(inFlight, bytes, Duration.ofSeconds(3), 1e-5),
        new ShadowRouter.Environment(
            (model, outcome) -> compared.add(outcome),
            Runnable::run,
            bound -> drawn++ % bound,
            () -> 0));
  }

  private static RoutedRequest request(String version) {
    return new RoutedRequest(
        ModelVersion.of("m", version),
        new RequestId("r1"),
        1,
        TraceContext.NONE,
        List.of(Tensor.ofFloats("x", Shape.of(1), 1f)),
        List.of("y"),
        new CompletableFuture<>());
  }

  private static void answer(RoutedRequest request, float value) {
    Tensor output = Tensor.ofFloats("y", Shape.of(1), value);
    request
        .answer()
        .complete(Outcome.of(new InferAnswer(List.of(output), new InferTimings(0, 0, 1), 1)));
  }

  private static void refuse(RoutedRequest request) {
    request.answer().complete(Outcome.refused(ErrorCode.REPLICA_OVERLOADED, "no"));
  }

  @Test
  void copiesARequestOnceItHasBeenAnswered() {
    RoutedRequest request = request("1");

    router(100, 8, 1000).route(request);
    assertThat(behind.routed).containsExactly(request);
    answer(request, 5f);

    RoutedRequest copy = behind.routed.get(1);
    assertThat(copy.version()).isEqualTo(ModelVersion.of("m", "2"));
    assertThat(copy.id()).isNotEqualTo(request.id());
    assertThat(copy.inputs()).isEqualTo(request.inputs());
    assertThat(copy.outputs()).isEqualTo(request.outputs());
    assertThat(copy.priority()).isZero();
  }

  @Test
  void countsHowTheAnswersCompare() {
    ShadowRouter router = router(100, 8, 1000);
    for (int i = 0; i < 3; i++) {
      RoutedRequest request = request("1");
      router.route(request);
      answer(request, 5f);
    }

    answer(behind.routed.get(1), 5.00001f);
    answer(behind.routed.get(3), 5.1f);
    refuse(behind.routed.get(5));

    assertThat(compared)
        .containsExactly(
            ShadowMetrics.Outcome.SAME,
            ShadowMetrics.Outcome.DIFFERENT,
            ShadowMetrics.Outcome.FAILED);
  }

  @Test
  void copiesTheShareThatTheDeploymentAsksFor() {
    ShadowRouter router = router(30, 1000, 1_000_000);
    IntStream.range(0, 100)
        .forEach(
            i -> {
              RoutedRequest request = request("1");
              router.route(request);
              answer(request, 5f);
            });

    assertThat(behind.routed.stream().filter(ShadowRouterTest::isForTheShadow)).hasSize(30);
  }

  private static boolean isForTheShadow(RoutedRequest request) {
    return request.version().version().value().equals("2");
  }

  @Test
  void copiesNeitherRequestsForTheShadowNorThoseThatWereRefused() {
    ShadowRouter router = router(100, 8, 1000);
    RoutedRequest shadow = request("2");
    RoutedRequest refused = request("1");
    router.route(shadow);
    router.route(refused);

    answer(shadow, 5f);
    refuse(refused);

    assertThat(behind.routed).containsExactly(shadow, refused);
  }

  @Test
  void makesNoMoreCopiesThanMayBeUnderWay() {
    ShadowRouter router = router(100, 2, 1000);
    for (int i = 0; i < 5; i++) {
      RoutedRequest request = request("1");
      router.route(request);
      answer(request, 5f);
    }
    assertThat(behind.routed.stream().filter(ShadowRouterTest::isForTheShadow)).hasSize(2);

    behind.routed.stream()
        .filter(ShadowRouterTest::isForTheShadow)
        .forEach(ShadowRouterTest::refuse);
    RoutedRequest next = request("1");
    router.route(next);
    answer(next, 5f);

    assertThat(behind.routed.stream().filter(ShadowRouterTest::isForTheShadow)).hasSize(3);
  }

  @Test
  void holdsNoMoreBytesThanItMay() {
    ShadowRouter router = router(100, 8, 15);
    for (int i = 0; i < 3; i++) {
      RoutedRequest request = request("1");
      router.route(request);
      answer(request, 5f);
    }

    assertThat(behind.routed.stream().filter(ShadowRouterTest::isForTheShadow)).hasSize(1);
  }
}
