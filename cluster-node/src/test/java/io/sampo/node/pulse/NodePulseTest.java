package io.sampo.node.pulse;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.PulseProtocol.Beat;
import io.sampo.protocol.serving.PulseProtocol.Command;
import io.sampo.protocol.serving.PulseProtocol.SubscribePulse;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The heartbeat of one node; time passes only when a test says so. */
class NodePulseTest {

  private static final ActorTestKit KIT = ActorTestKit.create(ManualTime.config());
  private static final NodeId NODE = new NodeId("10.0.0.2", 17355, 3);
  private static final Duration INTERVAL = Duration.ofMillis(100);

  private final ActorRef<Command> pulse =
      KIT.spawn(NodePulse.create(NODE, new PulseSettings(INTERVAL, Duration.ofSeconds(10))));
  private final TestProbe<Beat> frontend = KIT.createTestProbe();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  private void pass(Duration duration) {
    ManualTime.get(KIT.system()).timePasses(duration);
  }

  private void subscribe() {
    pulse.tell(new SubscribePulse(frontend.ref()));
  }

  @Test
  void beatsAtOnceAndThenTenTimesASecond() {
    subscribe();
    long first = frontend.receiveMessage().number();

    pass(Duration.ofSeconds(1));

    for (int i = 1; i <= 10; i++) {
      assertThat(frontend.receiveMessage()).isEqualTo(new Beat(NODE, first + i));
    }
    frontend.expectNoMessage(Duration.ZERO);
  }

  @Test
  void stopsWhenTheSubscriptionIsNotRenewed() {
    subscribe();
    pass(Duration.ofSeconds(10));
    frontend.receiveSeveralMessages(101);

    pass(Duration.ofSeconds(1));

    frontend.expectNoMessage(Duration.ZERO);
  }

  @Test
  void goesOnWhenTheSubscriptionIsRenewed() {
    subscribe();
    pass(Duration.ofSeconds(9));
    subscribe();
    pass(Duration.ofSeconds(9));

    frontend.receiveSeveralMessages(181);
    frontend.expectNoMessage(Duration.ZERO);
  }

  @Test
  void forgetsASubscriberThatHasGone() {
    TestProbe<Beat> gone = KIT.createTestProbe();
    pulse.tell(new SubscribePulse(gone.ref()));
    gone.receiveMessage();

    gone.stop();
    subscribe();
    frontend.receiveMessage();
    pass(INTERVAL);

    frontend.receiveMessage();
  }

  @Test
  void isFoundThroughTheReceptionist() {
    TestProbe<Receptionist.Listing> listing = KIT.createTestProbe();
    KIT.system().receptionist().tell(Receptionist.subscribe(ServiceKeys.PULSE, listing.ref()));

    listing.fishForMessage(
        Duration.ofSeconds(3),
        listed ->
            listed.getServiceInstances(ServiceKeys.PULSE).contains(pulse)
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }
}
