package io.sampo.node.training.job;

import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceReport;
import io.sampo.protocol.training.WorkerRange;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Gangs that want the same nodes, each of which has room for one worker, and the messages between
 * them. Messages from one to one other arrive in order; otherwise a schedule decides. Gangs see the
 * nodes as they were when they looked last.
 */
final class AdmissionSimulation {

  /** How a gang goes through the nodes that it has chosen. */
  enum Asking {
    /** As gangs do. */
    IN_ORDER,
    /** The fault that the order is there against. */
    ALL_AT_ONCE
  }

  private enum Phase {
    WAITING,
    ASKING,
    TRAINING,
    FINISHED
  }

  private record Link(Object from, Object to) {}

  /** One try of one job: as the starter of a gang does, it gives everything back if refused. */
  private final class Attempt {
    private final Claimant claimant;
    private final GangClaim claim;
    private final int wanted;
    private final List<NodeId> asked = new ArrayList<>();
    private int granted;

    Attempt(Claimant claimant, List<NodeId> chosen) {
      this.claimant = claimant;
      this.claim = new GangClaim(chosen);
      this.wanted = chosen.size();
    }

    void ask() {
      do {
        claim.next().ifPresent(this::ask);
      } while (asking == Asking.ALL_AT_ONCE && asked.size() < wanted);
    }

    private void ask(NodeId node) {
      asked.add(node);
      send(claimant, node, () -> onAsked(node));
    }

    private void onAsked(NodeId node) {
      boolean hasRoom = holders.putIfAbsent(node, this) == null;
      send(node, claimant, hasRoom ? this::onGranted : this::onRefused);
    }

    private void onGranted() {
      granted++;
      if (granted == wanted) {
        claimant.phase = Phase.TRAINING;
      } else if (asking == Asking.IN_ORDER) {
        ask();
      }
    }

    private void onRefused() {
      if (claimant.attempt == this && claimant.phase == Phase.ASKING) {
        refusals++;
        giveBack();
        claimant.phase = Phase.WAITING;
      }
    }

    private void giveBack() {
      asked.forEach(node -> send(claimant, node, () -> holders.remove(node, this)));
    }
  }

  private final class Claimant {
    private Phase phase = Phase.WAITING;
    private Map<NodeId, Attempt> view = Map.of();
    private Attempt attempt;

    void look() {
      view = new HashMap<>(holders);
    }

    /** Gets on with what it does, if it need not wait for anybody. */
    void move() {
      if (phase == Phase.TRAINING) {
        attempt.giveBack();
        phase = Phase.FINISHED;
      }
      List<NodeId> chosen = PLACEMENT.choose(reports(view)).nodes();
      if (phase == Phase.WAITING && !chosen.isEmpty()) {
        phase = Phase.ASKING;
        attempt = new Attempt(this, chosen);
        attempt.ask();
      }
    }
  }

  private static final GangPlacement PLACEMENT = new GangPlacement(new WorkerRange(5, 5), 1);

  private final List<NodeId> nodes = new ArrayList<>();
  private final Map<NodeId, Attempt> holders = new HashMap<>();
  private final Map<Link, Deque<Runnable>> links = new LinkedHashMap<>();
  private final List<Claimant> claimants = new ArrayList<>();
  private final Asking asking;
  private int refusals;

  AdmissionSimulation(int slots, int jobs, Asking asking) {
    this.asking = asking;
    for (int i = 1; i <= slots; i++) {
      nodes.add(JobSamples.node(i));
    }
    for (int i = 0; i < jobs; i++) {
      claimants.add(new Claimant());
    }
  }

  /** One thing happens, whatever chance wants. */
  void step(Random random) {
    List<Runnable> possible = new ArrayList<>();
    busyLinks().forEach(link -> possible.add(() -> links.get(link).remove().run()));
    for (Claimant claimant : claimants) {
      possible.add(claimant::look);
      possible.add(claimant::move);
    }
    possible.get(random.nextInt(possible.size())).run();
  }

  /**
   * Everything happens at the same pace: whoever can moves, and every link carries a message. Of
   * two that ask the same node at the same time, each is the first at every other node.
   */
  void round() {
    claimants.forEach(Claimant::look);
    claimants.forEach(Claimant::move);
    busyLinks().stream()
        .sorted(Comparator.comparing(this::turn))
        .map(link -> links.get(link).remove())
        .toList()
        .forEach(Runnable::run);
  }

  private int turn(Link link) {
    int node = nodes.indexOf(link.to());
    return node < 0 ? 0 : (claimants.indexOf(link.from()) + node) % claimants.size();
  }

  boolean isFinished() {
    return claimants.stream().allMatch(claimant -> claimant.phase == Phase.FINISHED);
  }

  boolean isAnybodyFinished() {
    return claimants.stream().anyMatch(claimant -> claimant.phase == Phase.FINISHED);
  }

  /** All messages that are under way arrive. */
  void drain() {
    while (!busyLinks().isEmpty()) {
      busyLinks().forEach(link -> links.get(link).remove().run());
    }
  }

  boolean isAnythingHeld() {
    return !holders.isEmpty();
  }

  /** How many attempts were refused. */
  int refusals() {
    return refusals;
  }

  private void send(Object from, Object to, Runnable arrival) {
    links.computeIfAbsent(new Link(from, to), link -> new ArrayDeque<>()).add(arrival);
  }

  private List<Link> busyLinks() {
    return links.entrySet().stream()
        .filter(link -> !link.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<DeviceReport> reports(Map<NodeId, Attempt> view) {
    return nodes.stream().map(node -> report(node, view.containsKey(node) ? 1 : 0)).toList();
  }

  private static DeviceReport report(NodeId node, int taken) {
    return new DeviceReport(
        node, "cpu", 1, taken, 1, 0, Instant.EPOCH, 0, taken, "1.0.0", "", false, false);
  }
}
