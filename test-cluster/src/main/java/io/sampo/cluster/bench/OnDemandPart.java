package io.sampo.cluster.bench;

/** Loading on demand at full size; prints the hit rate against that of an ideal cache. */
final class OnDemandPart implements Part {

  private static final int NODES = 3;
  private static final int ROOM_PER_NODE = 7;
  private static final int MODELS = 200;
  private static final int REQUESTS = 3_000;
  private static final int CONNECTIONS = 4;

  @Override
  public String name() {
    return "on-demand";
  }

  @Override
  public int nodes() {
    return NODES;
  }

  @Override
  public String settings() {
    return LoadOnDemand.settings(ROOM_PER_NODE);
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public void measure(Bench bench) {
    int room = bench.cluster().cluster().nodes().size() * ROOM_PER_NODE;
    bench.say("  %d models with room for %d", MODELS, room);
    LoadOnDemand scenario = new LoadOnDemand(MODELS, room, REQUESTS, CONNECTIONS);
    bench.say("  %s", scenario.run(bench.cluster()));
  }
}
