package io.sampo.node.replica;

import io.sampo.benchmark.BenchmarkActors;
import io.sampo.benchmark.MicroBenchmark;
import io.sampo.protocol.id.RequestId;
import io.sampo.protocol.serving.ReplicaProtocol;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.trace.TraceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * So many requests of one item each come into the queue of a replica and leave it as one batch. One
 * operation is the whole batch.
 */
public class BatchSchedulerBenchmark extends MicroBenchmark {

  private static final int QUEUE_LIMIT = 256;
  private static final int MAX_BATCH_SIZE = 64;
  private static final long NOW = 1_000_000L;

  @Param({"1", "8", "32"})
  public int requests;

  private final BatchScheduler scheduler = new BatchScheduler(QUEUE_LIMIT, MAX_BATCH_SIZE, 0);
  private final List<Waiting> arriving = new ArrayList<>();

  @Setup
  public void prepare(BenchmarkActors actors) {
    ActorRef<ReplicaProtocol.Reply> client = actors.idle("client");
    List<Tensor> inputs = List.of(Tensor.ofFloats("input", Shape.of(1, 16), new float[16]));
    for (int i = 0; i < requests; i++) {
      ReplicaProtocol.Infer infer =
          new ReplicaProtocol.Infer(
              new RequestId("r" + i),
              Duration.ofSeconds(30),
              TraceContext.NONE,
              inputs,
              List.of(),
              0,
              client);
      arriving.add(new Waiting(infer, inputs, 1, List.of(), i, Long.MAX_VALUE));
    }
  }

  @Benchmark
  public Object queueAndTakeBatch() {
    for (Waiting request : arriving) {
      scheduler.offer(request, NOW);
    }
    return scheduler.next(NOW);
  }
}
