package io.sampo.cluster;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Which local cluster to start. */
public final class ClusterOptions {

  private int nodes = 3;
  private Path dataDirectory;
  private Profile profile = Profile.MODERATE;
  private boolean documentedPorts;
  private boolean quickStart;
  private boolean supervised;
  private boolean peakMemory = true;
  private boolean faultyNetwork;
  private Duration readyWithin = Duration.ofSeconds(120);
  private String settings = "";
  private Consumer<Timeline.Entry> listener = entry -> {};
  private final Map<Integer, String> settingsOfNodes = new HashMap<>();
  private final Map<String, String> environment = new HashMap<>();

  ClusterOptions() {}

  /** How many nodes; 3 unless told. */
  public ClusterOptions nodes(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("Expected at least one node, but was [" + count + "].");
    }
    nodes = count;
    return this;
  }

  /** State is kept here across starts; without it, in a directory that goes with the cluster. */
  public ClusterOptions dataDirectory(Path directory) {
    dataDirectory = requireNonNull(directory, "directory is null");
    return this;
  }

  /** Moderate unless told. */
  public ClusterOptions profile(Profile chosen) {
    profile = requireNonNull(chosen, "profile is null");
    return this;
  }

  /** The ports of the documentation instead of free ones. */
  public ClusterOptions documentedPorts() {
    documentedPorts = true;
    return this;
  }

  /** Adds to the environment of each node. */
  public ClusterOptions environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** More HOCON for each node, stronger than everything else. */
  public ClusterOptions settings(String hocon) {
    settings = requireNonNull(hocon, "hocon is null");
    return this;
  }

  /** More HOCON for one node, by its number, stronger than what all have. */
  public ClusterOptions settings(int node, String hocon) {
    settingsOfNodes.put(node, requireNonNull(hocon, "hocon is null"));
    return this;
  }

  /**
   * Lets nodes start in little more than half the processor time, by leaving out the second
   * compiler. For clusters that live for minutes: arithmetic in Java stays slower for as long as
   * they live.
   */
  public ClusterOptions quickStart() {
    quickStart = true;
    return this;
  }

  /**
   * Starts a node again when it ends by itself and asks for that by its exit code: its device was
   * stuck, or the others took it for dead.
   */
  public ClusterOptions supervised() {
    supervised = true;
    return this;
  }

  /** How long nodes may take until they are ready, from their start; 120 s unless told. */
  public ClusterOptions readyWithin(Duration limit) {
    readyWithin = requireNonNull(limit, "limit is null");
    return this;
  }

  /**
   * Leaves out {@link LocalCluster#memory()}: to look at the pages of a process once a second holds
   * it up for milliseconds, which a benchmark would see.
   */
  public ClusterOptions withoutPeakMemory() {
    peakMemory = false;
    return this;
  }

  /**
   * Puts a proxy in front of each node's remoting, whose faults a test sets: see {@link
   * LocalCluster#network()}. The training data plane goes past it.
   */
  public ClusterOptions faultyNetwork() {
    faultyNetwork = true;
    return this;
  }

  /** Hears what happens, as it happens. */
  public ClusterOptions onEvent(Consumer<Timeline.Entry> hears) {
    listener = requireNonNull(hears, "hears is null");
    return this;
  }

  /** Starts the cluster and waits until every node is ready. */
  public LocalCluster start() {
    return LocalCluster.start(this);
  }

  int nodes() {
    return nodes;
  }

  Optional<Path> dataDirectory() {
    return Optional.ofNullable(dataDirectory);
  }

  Profile profile() {
    return profile;
  }

  List<NodePorts> ports() {
    return documentedPorts ? NodePorts.documented(nodes) : NodePorts.free(nodes);
  }

  boolean isSupervised() {
    return supervised;
  }

  boolean hasFaultyNetwork() {
    return faultyNetwork;
  }

  boolean watchesPeakMemory() {
    return peakMemory;
  }

  Duration readyWithin() {
    return readyWithin;
  }

  String settings(int node) {
    return settings + "\n" + settingsOfNodes.getOrDefault(node, "");
  }

  Consumer<Timeline.Entry> listener() {
    return listener;
  }

  /** Of the JVM of each node; the last of two that contradict each other counts. */
  List<String> flags() {
    List<String> flags = new ArrayList<>(NodeJvm.flags());
    if (quickStart) {
      flags.add("-XX:TieredStopAtLevel=1");
    }
    return flags;
  }

  /** What a node needs, with what was asked for on top. */
  Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(NodeJvm.environment());
    all.putAll(environment);
    return all;
  }
}
