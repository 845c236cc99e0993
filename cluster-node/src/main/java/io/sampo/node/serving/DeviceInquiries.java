package io.sampo.node.serving;

import io.sampo.node.placement.DeviceView;
import io.sampo.node.placement.Devices;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceProtocol;
import io.sampo.protocol.serving.DeviceProtocol.DescribeReplicas;
import io.sampo.protocol.serving.DeviceProtocol.HeldReplicas;
import io.sampo.protocol.serving.DeviceReport;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The devices in reach, and whether each has said what it holds of a model: a device that has not
 * is asked again, and is not planned with. Belongs to the model's owner.
 */
final class DeviceInquiries {
  private static final Duration ASK_AGAIN_AFTER = Duration.ofSeconds(2);
  private static final Duration VERIFY_AFTER = Duration.ofSeconds(10);

  /** What was asked of one device since it came into reach. */
  private record Inquiry(Devices.Listed device, Instant asked, boolean answered) {}

  private final ModelName model;
  private final ActorRef<HeldReplicas> replies;
  private final Map<NodeId, Inquiry> inquiries = new HashMap<>();

  DeviceInquiries(ModelName model, ActorRef<HeldReplicas> replies) {
    this.model = model;
    this.replies = replies;
  }

  /**
   * Follows a change of the devices in reach; newcomers are asked.
   *
   * @return whether there are any
   */
  boolean follow(Devices devices, Instant now) {
    Map<NodeId, Inquiry> known = Map.copyOf(inquiries);
    inquiries.clear();
    boolean newcomers = false;
    for (Devices.Listed device : devices.listed()) {
      Inquiry before = known.get(device.node());
      if (before != null && before.device().device().equals(device.device())) {
        inquiries.put(device.node(), new Inquiry(device, before.asked(), before.answered()));
      } else {
        ask(new Inquiry(device, now, false), now);
        newcomers = true;
      }
    }
    return newcomers;
  }

  private void ask(Inquiry inquiry, Instant now) {
    inquiries.put(inquiry.device().node(), new Inquiry(inquiry.device(), now, inquiry.answered()));
    inquiry.device().device().tell(new DescribeReplicas(model, replies));
  }

  /** A device has answered. */
  void answered(NodeId node) {
    inquiries.computeIfPresent(
        node, (key, inquiry) -> new Inquiry(inquiry.device(), inquiry.asked(), true));
  }

  /**
   * Asks again who has not answered, and now and then who has.
   *
   * @param unsettled nodes with replicas on their way to somewhere
   */
  void askAgain(Predicate<NodeId> unsettled, Instant now) {
    for (Inquiry inquiry : List.copyOf(inquiries.values())) {
      Duration pause = inquiry.answered() ? VERIFY_AFTER : ASK_AGAIN_AFTER;
      boolean open = !inquiry.answered() || unsettled.test(inquiry.device().node());
      if (open && !now.isBefore(inquiry.asked().plus(pause))) {
        ask(inquiry, now);
      }
    }
  }

  Set<NodeId> nodes() {
    return Set.copyOf(inquiries.keySet());
  }

  boolean isInReach(NodeId node) {
    return inquiries.containsKey(node);
  }

  boolean hasAnswered(NodeId node) {
    return isInReach(node) && inquiries.get(node).answered();
  }

  /** False if there is none. */
  boolean haveAllAnswered() {
    return !inquiries.isEmpty() && inquiries.values().stream().allMatch(Inquiry::answered);
  }

  boolean isAnyOpen() {
    return inquiries.values().stream().anyMatch(inquiry -> !inquiry.answered());
  }

  Optional<ActorRef<DeviceProtocol.Command>> device(NodeId node) {
    return Optional.ofNullable(inquiries.get(node)).map(inquiry -> inquiry.device().device());
  }

  /** The reports of those that have answered, as they are right now. */
  List<DeviceReport> reports(DeviceView view) {
    return inquiries.values().stream()
        .filter(Inquiry::answered)
        .map(inquiry -> view.report(inquiry.device().node()).orElse(inquiry.device().report()))
        .toList();
  }
}
