package io.sampo.cluster;

import static java.util.Objects.requireNonNull;

import io.sampo.cluster.fault.FaultyNetwork;
import io.sampo.cluster.process.CassandraProcess;
import io.sampo.cluster.process.ChildProcess;
import io.sampo.cluster.process.DataDirectory;
import io.sampo.cluster.process.FreePorts;
import io.sampo.cluster.process.NativeCache;
import io.sampo.cluster.process.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A cluster of real processes on this machine: one Cassandra server and several nodes, each a JVM
 * of its own with the class path of this one.
 *
 * <p>{@link #close()} stops the nodes, then the server, and leaves neither process nor port behind;
 * so does the end of this process, after SIGTERM or SIGINT as {@code close} does, at once after
 * SIGKILL. What has a data directory is stopped in order, what is on temporary data is killed.
 * Methods may be called from several threads.
 */
public final class LocalCluster implements AutoCloseable {

  private static final Duration UNPACK_LIMIT = Duration.ofMinutes(2);

  private final ClusterOptions options;
  private final DataDirectory dataDirectory;
  private final ClusterDirectory files;
  private final Timeline timeline;
  private final FaultyNetwork network = new FaultyNetwork();
  private final List<LocalNode> nodes = new ArrayList<>();
  private final ClusterView view;
  private final NodeProcesses processes;
  private final PeakMemory memory = new PeakMemory(this::pids);
  private final Thread shutdownHook = new Thread(this::stopEverything, "cluster-shutdown");
  private CassandraProcess cassandra;
  private boolean stopped;

  private LocalCluster(ClusterOptions options, DataDirectory dataDirectory) {
    this.options = options;
    this.dataDirectory = dataDirectory;
    this.files = new ClusterDirectory(dataDirectory.path());
    this.timeline = new Timeline(options.listener());
    this.view = new ClusterView(nodes, timeline);
    this.processes = new NodeProcesses(options, timeline, view::isReady);
  }

  /** A cluster of three nodes on free ports with temporary data, unless the options say else. */
  public static ClusterOptions options() {
    return new ClusterOptions();
  }

  static LocalCluster start(ClusterOptions options) {
    List<NodePorts> ports = options.ports();
    DataDirectory directory =
        options.dataDirectory().map(DataDirectory::open).orElseGet(DataDirectory::temporary);
    LocalCluster cluster = new LocalCluster(options, directory);
    try {
      NodePorts.requireFree(ports);
      Runtime.getRuntime().addShutdownHook(cluster.shutdownHook);
      cluster.startAll(ports);
      return cluster;
    } catch (RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  /** All nodes, by number. */
  public List<LocalNode> nodes() {
    return List.copyOf(nodes);
  }

  /** The node of this number, from 1. */
  public LocalNode node(int number) {
    return nodes.get(number - 1);
  }

  /** Ends a node as a crash would, and waits until its process is gone. */
  public void kill(int number) {
    timeline.record("kill", node(number).name());
    node(number).process().kill();
  }

  /** Freezes a node: its connections stay open and nobody answers. */
  public void stop(int number) {
    timeline.record("stop", node(number).name());
    node(number).process().signal(Signal.STOP);
  }

  /** Lets a frozen node go on. */
  public void cont(int number) {
    timeline.record("cont", node(number).name());
    node(number).process().signal(Signal.CONT);
  }

  /** Asks a node to leave in order, and waits until it has, or kills it. */
  public void term(int number) {
    timeline.record("term", node(number).name());
    node(number).process().stop(NodeProcesses.STOP_LIMIT);
  }

  /** Starts a node that has ended, on the same doors and data, and waits until it is ready. */
  public void restart(int number) {
    processes.start(List.of(node(number)), LocalNode::start);
  }

  /** As {@link #restart}, at a low priority ({@code nice}), so that others keep their cores. */
  public void restartInBackground(int number) {
    processes.start(List.of(node(number)), LocalNode::startInBackground);
  }

  /** Kills the journal's server, too. */
  public void killCassandra() {
    timeline.record("kill", "cassandra");
    cassandra.child().kill();
  }

  /** The cluster as its nodes see it. */
  public ClusterView view() {
    return view;
  }

  public Timeline timeline() {
    return timeline;
  }

  public PeakMemory memory() {
    return memory;
  }

  /** The proxies between the nodes, if {@link ClusterOptions#faultyNetwork()} asked for them. */
  public FaultyNetwork network() {
    return network;
  }

  /** Where everything is kept. */
  public Path directory() {
    return files.root();
  }

  /** Where the output of the nodes and the server is. */
  public Path logDirectory() {
    return files.log("any").getParent();
  }

  /** Keeps data and logs, which would otherwise go with a cluster on temporary data. */
  public void keepDirectory() {
    dataDirectory.keep();
  }

  /** What the admin API of every node asks for. */
  public String operatorToken() {
    return files.readOperatorToken();
  }

  /** Where the journal speaks CQL, on the loopback address. */
  public int cassandraPort() {
    return cassandra.port();
  }

  /** Writes the configuration of one more node, on documented ports, for somebody else to start. */
  public Path writeSpareNode() {
    int next = nodes.size() + 1;
    return nodeFile(next, nodes.stream().map(LocalNode::ports).toList())
        .write(LocalNode.name(next), NodePorts.documented(next).get(next - 1));
  }

  @Override
  public void close() {
    if (dataDirectory.isTemporary()) {
      keepClasses();
    }
    stopEverything();
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException alreadyShuttingDown) {
      // Then the hook has run or runs, and waits for nothing more.
    }
  }

  private void startAll(List<NodePorts> ports) {
    files.prepare();
    if (options.watchesPeakMemory()) {
      memory.start();
    }
    timeline.record("start", "cassandra");
    synchronized (this) {
      cassandra = CassandraProcess.launch(files.cassandra(), files.log("cassandra"));
    }
    unpackNatives();
    cassandra.awaitReady();
    timeline.record("ready", "cassandra");
    for (int number = 1; number <= ports.size(); number++) {
      NodeFile file = nodeFile(number, ports);
      NodePorts doors = ports.get(number - 1);
      String name = LocalNode.name(number);
      Path configuration =
          options.hasFaultyNetwork()
              ? file.writeBehindProxy(name, doors, behindProxy(number, doors))
              : file.write(name, doors);
      nodes.add(new LocalNode(number, doors, configuration, files.log(name), options));
    }
    processes.start(nodes, LocalNode::start);
  }

  private int behindProxy(int number, NodePorts doors) {
    int listening = FreePorts.find(1).get(0);
    network.open(number, doors.remoting(), listening);
    return listening;
  }

  private NodeFile nodeFile(int number, List<NodePorts> neighbours) {
    return new NodeFile(
        files, options.profile(), neighbours, cassandra.port(), options.settings(number));
  }

  private void unpackNatives() {
    NativeCache cache = new NativeCache(options.flags(), options.environment());
    Optional<ChildProcess> unpacker = cache.launch(files.log("natives"));
    unpacker.ifPresent(
        child -> {
          timeline.record("unpack", "natives");
          NativeCache.await(child, UNPACK_LIMIT);
        });
  }

  private Collection<Long> pids() {
    List<Long> pids = new ArrayList<>();
    ProcessHandle.current().descendants().forEach(child -> pids.add(child.pid()));
    return pids;
  }

  /** For clusters to come, and only where nobody waits for an orderly end. */
  private void keepClasses() {
    nodes.stream()
        .filter(node -> node.isAlive() && view.isReady(node))
        .findFirst()
        .ifPresent(
            ready -> {
              ready.keepClasses();
              cassandra.keepClasses();
            });
  }

  /**
   * All nodes at once, then the server: what they still write in leaving must find it. What is on
   * temporary data has nothing to write any more.
   */
  private synchronized void stopEverything() {
    if (stopped) {
      return;
    }
    stopped = true;
    memory.close();
    Signal signal = dataDirectory.isTemporary() ? Signal.KILL : Signal.TERM;
    processes.end(nodes, signal);
    network.close();
    if (cassandra != null) {
      timeline.record("stop", "cassandra");
      cassandra.child().signal(signal);
      cassandra.close();
    }
    dataDirectory.close();
    timeline.record("stopped", "cluster");
  }

  /** For tests of this class: what must be gone after {@link #close()}. */
  List<ChildProcess> processes() {
    List<ChildProcess> all = new ArrayList<>();
    nodes.forEach(node -> all.add(node.process()));
    all.add(requireNonNull(cassandra, "cassandra is null").child());
    return all;
  }
}
