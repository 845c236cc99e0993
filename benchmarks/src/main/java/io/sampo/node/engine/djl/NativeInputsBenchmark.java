package io.sampo.node.engine.djl;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDManager;
import io.sampo.benchmark.MicroBenchmark;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.util.Collections;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The inputs of so many requests of one item each become one native array, which is kept for the
 * next operation where it is small and freed otherwise. One operation is the whole batch.
 */
public class NativeInputsBenchmark extends MicroBenchmark {

  /** Of one item: the inputs of the identity model and of the digits model. */
  @Param({"16", "784"})
  public int floats;

  @Param({"1", "8", "32"})
  public int requests;

  private PtNDManager manager;
  private InputPool pool;
  private List<List<Tensor>> batch;

  @Setup
  public void prepare() {
    manager = (PtNDManager) DjlNatives.start().newBaseManager(Device.cpu());
    Tensor input = Tensor.ofFloats("input", Shape.of(1, floats), new float[floats]);
    pool = new InputPool(manager);
    batch = Collections.nCopies(requests, List.of(input));
  }

  @TearDown
  public void close() {
    pool.close();
    manager.close();
  }

  @Benchmark
  public int gather() {
    NativeInputs inputs = pool.take(batch);
    pool.giveBack(inputs);
    return inputs.count();
  }
}
