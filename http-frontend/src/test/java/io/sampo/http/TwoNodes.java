package io.sampo.http;

import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.http.transfer.TensorCourier;
import io.sampo.http.transfer.TransferSettings;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.transfer.Couriers;
import io.sampo.protocol.transfer.TransferProtocol;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** Two members of one cluster in this JVM, each with a courier; what they say goes over sockets. */
public final class TwoNodes implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = cluster
              pekko.remote.artery {
                canonical { hostname = "127.0.0.1", port = 0 }
                large-message-destinations = ["/user/tensor-courier"]
                advanced { maximum-frame-size = 512 KiB, maximum-large-frame-size = 2 MiB }
              }
              pekko.cluster.jmx.enabled = off
              pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
              """)
          .withFallback(ConfigFactory.load());

  /** One of them. */
  public record Node(ActorTestKit kit, ActorRef<TransferProtocol.Command> courier) {

    static Node start(TransferSettings transfers) {
      ActorTestKit kit = ActorTestKit.create("two-nodes", CONFIG);
      return new Node(kit, kit.spawn(TensorCourier.create(transfers), Couriers.NAME));
    }

    public NodeId nodeId() {
      Member self = Cluster.get(kit.system()).selfMember();
      return new NodeId(
          self.address().getHost().orElseThrow(),
          self.address().getPort().orElseThrow(),
          self.uniqueAddress().longUid());
    }
  }

  private final Node one;
  private final Node other;

  private TwoNodes(Node one, Node other) {
    this.one = one;
    this.other = other;
  }

  /** Starts both and waits until they know each other. */
  public static TwoNodes start(TransferSettings transfers) {
    TwoNodes nodes = new TwoNodes(Node.start(transfers), Node.start(transfers));
    nodes.join(nodes.one);
    nodes.join(nodes.other);
    await().atMost(PATIENCE).until(() -> nodes.seesBoth(nodes.one) && nodes.seesBoth(nodes.other));
    return nodes;
  }

  public static TransferSettings shippedTransfers() {
    return TransferSettings.from(CONFIG);
  }

  private void join(Node node) {
    Cluster.get(node.kit().system())
        .manager()
        .tell(Join.create(Cluster.get(one.kit().system()).selfMember().address()));
  }

  private boolean seesBoth(Node node) {
    Iterable<Member> members = Cluster.get(node.kit().system()).state().getMembers();
    return StreamSupport.stream(members.spliterator(), false)
            .filter(member -> member.status().equals(MemberStatus.up()))
            .count()
        == 2;
  }

  public Node one() {
    return one;
  }

  public Node other() {
    return other;
  }

  @Override
  public void close() {
    one.kit().shutdownTestKit();
    other.kit().shutdownTestKit();
  }
}
