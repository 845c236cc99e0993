package io.sampo.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BenchmarkRoutesTest {

  private static final RequestHandler DOOR =
      (request, client) -> CompletableFuture.completedFuture(HttpResponse.create().withStatus(404));

  private ActorTestKit kit;

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void areNotThereUnlessSwitchedOn() {
    // given
    kit = ActorTestKit.create("off", with("off"));

    // when
    RequestHandler handler = BenchmarkRoutes.inFrontOf(DOOR, kit.system());

    // then
    assertThat(handler).isSameAs(DOOR);
  }

  @Test
  void answerPingsSendBodiesBackAndLeaveTheRestToTheDoor() throws Exception {
    // given
    kit = ActorTestKit.create("on", with("on"));
    RequestHandler handler = BenchmarkRoutes.inFrontOf(DOOR, kit.system());

    // when
    HttpResponse ping = answer(handler.handle(HttpRequest.GET("/ping"), new ClientConnection()));
    HttpResponse echo =
        answer(
            handler.handle(
                HttpRequest.POST("/echo").withEntity("what came"), new ClientConnection()));
    HttpResponse other = answer(handler.handle(HttpRequest.GET("/v2"), new ClientConnection()));

    // then
    assertThat(text(ping)).isEqualTo("pong");
    assertThat(text(echo)).isEqualTo("what came");
    assertThat(other.status().intValue()).isEqualTo(404);
  }

  private static Config with(String routes) {
    return ConfigFactory.parseString("sampo.http.inference.benchmark-routes = " + routes)
        .withFallback(ConfigFactory.load());
  }

  private static HttpResponse answer(CompletionStage<HttpResponse> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static String text(HttpResponse response) {
    return ((HttpEntity.Strict) response.entity()).getData().utf8String();
  }
}
