package io.sampo.node.dispatch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.Test;

class BackgroundExecutorTest {

  @Test
  void loadsRunBelowWhoAnswers() {
    ActorTestKit kit =
        ActorTestKit.create(
            "background",
            ConfigFactory.parseString("pekko.loglevel = WARNING")
                .withFallback(ConfigFactory.load("reference")));
    try {
      CompletableFuture<Thread> load = new CompletableFuture<>();
      kit.system()
          .dispatchers()
          .lookup(DispatcherSelector.fromConfig("sampo.device.load-dispatcher"))
          .execute(() -> load.complete(Thread.currentThread()));

      Thread thread = load.orTimeout(10, SECONDS).join();
      assertThat(thread.getPriority()).isEqualTo(Thread.MIN_PRIORITY);
      assertThat(thread.getName()).contains("load-dispatcher");
    } finally {
      kit.shutdownTestKit();
    }
  }
}
