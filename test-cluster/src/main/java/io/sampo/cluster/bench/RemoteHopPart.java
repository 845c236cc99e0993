package io.sampo.cluster.bench;

import io.sampo.cluster.LocalNode;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.LoadResult;
import io.sampo.cluster.load.PreparedRequest;

/**
 * What it costs that a replica is on another node: one connection in a closed loop to the frontend
 * that has the only replica of the identity model beside it, and to the other one, in turn. The
 * figure is the median over rounds of the difference of the medians.
 */
final class RemoteHopPart implements Part {

  private static final String MODEL = "identity";

  @Override
  public String name() {
    return "remote-hop";
  }

  @Override
  public int nodes() {
    return 2;
  }

  @Override
  public void measure(Bench bench) {
    bench.cluster().deploy(MODEL, BenchModel.IDENTITY, 64);
    LocalNode host = bench.cluster().host(MODEL);
    LocalNode other = bench.cluster().cluster().node(host.number() == 1 ? 2 : 1);
    PreparedRequest request = InferRequests.to(MODEL, BenchModel.IDENTITY).binary(1);
    LoadPlan local = Bench.ask(host.inference(), request).closedLoop(1);
    LoadPlan remote = Bench.ask(other.inference(), request).closedLoop(1);
    Series localP50 = new Series();
    Series remoteP50 = new Series();
    Series hop = new Series();
    for (int round = 0; round < bench.rounds(); round++) {
      LoadResult near = bench.block("hop-local", local);
      LoadResult far = bench.block("hop-remote", remote);
      localP50.add(near.latencies().micros(50));
      remoteP50.add(far.latencies().micros(50));
      hop.add(remoteP50.last() - localP50.last());
    }
    bench.say("  local p50 µs %s", localP50);
    bench.say("  remote p50 µs %s", remoteP50);
    bench.say("  remote less local, µs %s", hop);
    bench.set(Figure.REMOTE_HOP_P50_MICROS, hop.median());
  }
}
