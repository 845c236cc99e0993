package io.sampo.cluster;

import static java.util.Objects.requireNonNull;

import io.sampo.cluster.process.ChildProcess;
import io.sampo.cluster.process.Deadline;
import io.sampo.cluster.process.LaunchException;
import io.sampo.cluster.process.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The processes behind the nodes of a cluster: started, awaited, started again where they ask for
 * it, and ended. Nothing starts any more once they are to end. Thread-safe.
 */
final class NodeProcesses {

  /** How long a process that is told to go may take. */
  static final Duration STOP_LIMIT = Duration.ofSeconds(15);

  private static final Duration RESTART_DELAY = Duration.ofSeconds(1);

  /** A device is stuck; the cluster took the node down. */
  private static final Set<Integer> ASKS_FOR_RESTART = Set.of(70, 75);

  private final ClusterOptions options;
  private final Timeline timeline;
  private final Predicate<LocalNode> ready;
  private boolean ending;

  /**
   * @param ready whether a node says so itself
   */
  NodeProcesses(ClusterOptions options, Timeline timeline, Predicate<LocalNode> ready) {
    this.options = requireNonNull(options, "options is null");
    this.timeline = requireNonNull(timeline, "timeline is null");
    this.ready = requireNonNull(ready, "ready is null");
  }

  /**
   * Starts nodes, all of them at once, and waits until they are ready.
   *
   * @param start such as {@link LocalNode#start}
   * @throws LaunchException if one of them is not, in time, with the end of its log
   */
  void start(List<LocalNode> nodes, Consumer<LocalNode> start) {
    nodes.forEach(node -> launch(node, start));
    Deadline deadline = Deadline.after(options.readyWithin());
    for (LocalNode node : nodes) {
      if (!deadline.await(() -> !node.isAlive() || ready.test(node)) || !node.isAlive()) {
        throw new LaunchException(
            "Expected [%s] to be ready within %s, but it is not: %s"
                .formatted(node, options.readyWithin(), node.report()));
      }
      timeline.record("ready", node.name());
    }
  }

  private synchronized void launch(LocalNode node, Consumer<LocalNode> start) {
    if (ending) {
      throw new LaunchException("Expected to start [" + node + "], but the cluster is stopping.");
    }
    timeline.record("start", node.name());
    start.accept(node);
    node.process().onExit(code -> onEnded(node, code));
  }

  private void onEnded(LocalNode node, int code) {
    timeline.record("ended", node.name() + " exit=" + code);
    if (options.isSupervised() && ASKS_FOR_RESTART.contains(code)) {
      CompletableFuture.delayedExecutor(RESTART_DELAY.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> relaunch(node));
    }
  }

  private synchronized void relaunch(LocalNode node) {
    if (!ending && !node.isAlive()) {
      launch(node, LocalNode::start);
    }
  }

  /** Ends them all at once by a signal, frozen ones too, and kills who has not gone in time. */
  synchronized void end(List<LocalNode> nodes, Signal signal) {
    ending = true;
    List<ChildProcess> running =
        nodes.stream().filter(LocalNode::isAlive).map(LocalNode::process).toList();
    for (ChildProcess process : running) {
      timeline.record("stop", process.name());
      process.signal(Signal.CONT);
      process.signal(signal);
    }
    Deadline.after(STOP_LIMIT).await(() -> running.stream().noneMatch(ChildProcess::isAlive));
    running.forEach(ChildProcess::kill);
  }
}
