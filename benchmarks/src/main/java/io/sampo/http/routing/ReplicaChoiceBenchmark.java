package io.sampo.http.routing;

import io.sampo.benchmark.BenchmarkActors;
import io.sampo.benchmark.MicroBenchmark;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.trace.TraceContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * Which replica gets a request: who may be asked at all, and the strategy's word among them. All
 * are healthy, have been heard a moment ago and are differently busy. They are of this node, which
 * costs what those of others do: each has a pulse that is read.
 */
public class ReplicaChoiceBenchmark extends MicroBenchmark {

  private static final long SUSPICION = 1_000_000_000L;
  private static final long NOW = 1_000_000L;

  @Param public ReplicaStrategyName strategy;

  @Param({"1", "3", "16"})
  public int replicas;

  private ReplicaTable table;
  private PendingRequest request;

  @Setup
  public void prepare(BenchmarkActors actors) {
    Set<ActorRef<ReplicaProtocol.Command>> all = new HashSet<>();
    for (int i = 0; i < replicas; i++) {
      all.add(actors.idle("replica-" + i));
    }
    table = new ReplicaTable(strategy.create(), new PulseTable(), SUSPICION);
    table.update(all, all);
    int busy = 0;
    for (ReplicaSlot slot : table.on("")) {
      slot.heard(busy++ % 3, NOW);
    }
    request =
        new PendingRequest(
            new RoutedRequest(
                ModelVersion.of("identity", "1"),
                new RequestId("r"),
                Long.MAX_VALUE,
                TraceContext.NONE,
                List.of(),
                List.of(),
                new CompletableFuture<>()));
  }

  @Benchmark
  public Object choose() {
    return table.choose(request, NOW);
  }
}
