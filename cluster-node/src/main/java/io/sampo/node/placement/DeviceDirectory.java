package io.sampo.node.placement;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.catalog.CatalogKeys;
import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.ClusterEvent.MemberRemoved;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.LWWMap;
import org.apache.pekko.cluster.ddata.SelfUniqueAddress;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * One on each coordinator: joins the receptionist's list of reachable devices with their reports,
 * and tells the entities on its node whenever a device comes, goes, drains or changes its
 * reservations; measurements that change all the time are only shown in the {@link DeviceView}. A
 * device on a node that becomes unreachable is off the list at once. It also takes the reports of
 * removed members off the distributed data, which nobody else can do for a node that died.
 */
public final class DeviceDirectory extends AbstractBehavior<DeviceDirectory.Command> {

  /** What the directory understands. */
  public sealed interface Command {}

  /** Tell me now and at every change; ends when the subscriber stops. */
  public record SubscribeDevices(ActorRef<Devices> subscriber) implements Command {
    public SubscribeDevices {
      requireNonNull(subscriber, "subscriber is null");
    }
  }

  private record SubscriberStopped(ActorRef<Devices> subscriber) implements Command {}

  private record DevicesListed(Receptionist.Listing listing) implements Command {}

  private record ReportsChanged(Replicator.SubscribeResponse<LWWMap<String, DeviceReport>> response)
      implements Command {}

  private record MemberGone(UniqueAddress member, boolean inOrder) implements Command {}

  private static final Duration REPLICATOR_TIMEOUT = Duration.ofSeconds(5);

  /** Enough to know how nodes went whose loads are still open in some journal. */
  private static final int DEPARTED_KEPT = 256;

  private final DeviceView view;
  private final Cluster cluster;
  private final ReplicatorMessageAdapter<Command, LWWMap<String, DeviceReport>> replicator;
  private final Set<ActorRef<Devices>> subscribers = new HashSet<>();
  private final Set<NodeId> departed = new LinkedHashSet<>();
  private Set<ActorRef<DeviceProtocol.Command>> reachable = Set.of();
  private Map<String, DeviceReport> reports = Map.of();
  private Devices devices = Devices.NONE;

  /**
   * @param view where everything is shown as soon as it is known
   */
  public static Behavior<Command> create(DeviceView view) {
    requireNonNull(view, "view is null");
    return Behaviors.setup(
        context ->
            DistributedData.withReplicatorMessageAdapter(
                (ReplicatorMessageAdapter<Command, LWWMap<String, DeviceReport>> replicator) ->
                    new DeviceDirectory(context, replicator, view)));
  }

  private DeviceDirectory(
      ActorContext<Command> context,
      ReplicatorMessageAdapter<Command, LWWMap<String, DeviceReport>> replicator,
      DeviceView view) {
    super(context);
    this.view = view;
    this.cluster = Cluster.get(context.getSystem());
    this.replicator = replicator;
    replicator.subscribe(CatalogKeys.deviceReports(), ReportsChanged::new);
    context
        .getSystem()
        .receptionist()
        .tell(
            Receptionist.subscribe(
                ServiceKeys.DEVICE,
                context.messageAdapter(Receptionist.Listing.class, DevicesListed::new)));
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(
                    MemberRemoved.class,
                    removed ->
                        new MemberGone(
                            removed.member().uniqueAddress(),
                            removed.previousStatus().equals(MemberStatus.exiting()))),
                MemberRemoved.class));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(SubscribeDevices.class, this::onSubscribe)
        .onMessage(SubscriberStopped.class, this::onSubscriberStopped)
        .onMessage(DevicesListed.class, this::onDevicesListed)
        .onMessage(ReportsChanged.class, this::onReportsChanged)
        .onMessage(MemberGone.class, this::onMemberGone)
        .build();
  }

  private Behavior<Command> onSubscribe(SubscribeDevices subscribe) {
    if (subscribers.add(subscribe.subscriber())) {
      getContext().watchWith(subscribe.subscriber(), new SubscriberStopped(subscribe.subscriber()));
    }
    subscribe.subscriber().tell(devices);
    return this;
  }

  private Behavior<Command> onSubscriberStopped(SubscriberStopped stopped) {
    subscribers.remove(stopped.subscriber());
    return this;
  }

  private Behavior<Command> onDevicesListed(DevicesListed listed) {
    reachable = listed.listing().getServiceInstances(ServiceKeys.DEVICE);
    return refresh();
  }

  private Behavior<Command> onReportsChanged(ReportsChanged changed) {
    if (changed.response() instanceof Replicator.Changed<LWWMap<String, DeviceReport>> current) {
      reports = current.get(CatalogKeys.deviceReports()).getEntries();
      return refresh();
    }
    return this;
  }

  private Behavior<Command> onMemberGone(MemberGone gone) {
    DistributedData data = DistributedData.get(getContext().getSystem());
    SelfUniqueAddress self = data.selfUniqueAddress();
    NodeId node = nodeId(gone.member());
    if (gone.inOrder()) {
      departed.add(node);
      departed.stream()
          .limit(Math.max(0, departed.size() - DEPARTED_KEPT))
          .toList()
          .forEach(departed::remove);
    }
    data.replicator()
        .tell(
            new Replicator.Update<>(
                CatalogKeys.deviceReports(),
                LWWMap.empty(),
                Replicator.writeLocal(),
                getContext().getSystem().ignoreRef(),
                map -> holdsReportOf(node, map) ? map.remove(self, node.address()) : map));
    return refresh();
  }

  /** Not when the same address has reported again, as another process. */
  private static boolean holdsReportOf(NodeId node, LWWMap<String, DeviceReport> map) {
    DeviceReport report = map.getEntries().get(node.address());
    return report != null && report.node().equals(node);
  }

  private Behavior<Command> refresh() {
    Set<NodeId> members = members();
    Devices joined = join(members);
    view.show(joined, members, departed);
    if (!withoutMeasurements(joined).equals(withoutMeasurements(devices))) {
      subscribers.forEach(subscriber -> subscriber.tell(joined));
    }
    devices = joined;
    return this;
  }

  private Set<NodeId> members() {
    Set<NodeId> members = new HashSet<>();
    for (Member member : cluster.state().getMembers()) {
      members.add(nodeId(member.uniqueAddress()));
    }
    return members;
  }

  private Devices join(Set<NodeId> members) {
    List<Devices.Listed> listed = new ArrayList<>();
    for (ActorRef<DeviceProtocol.Command> device : reachable) {
      DeviceReport report = reports.get(hostPort(device.path().address()));
      if (report != null && members.contains(report.node())) {
        listed.add(new Devices.Listed(device, report));
      }
    }
    listed.sort(Comparator.comparing(device -> device.node().address()));
    return new Devices(listed);
  }

  /** They change all the time; who needs them looks them up in the view. */
  private static List<Devices.Listed> withoutMeasurements(Devices devices) {
    return devices.listed().stream()
        .map(device -> new Devices.Listed(device.device(), device.report().withoutMeasurements()))
        .toList();
  }

  /** A reference of this node carries no address. */
  private String hostPort(Address address) {
    Address complete = address.hasLocalScope() ? cluster.selfMember().address() : address;
    return hostOf(complete) + ":" + portOf(complete);
  }

  private static NodeId nodeId(UniqueAddress member) {
    return new NodeId(hostOf(member.address()), portOf(member.address()), member.longUid());
  }

  private static String hostOf(Address address) {
    return address.getHost().orElseThrow();
  }

  private static int portOf(Address address) {
    return address.getPort().orElseThrow();
  }
}
