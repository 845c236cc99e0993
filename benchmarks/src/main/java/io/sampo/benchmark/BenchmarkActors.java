package io.sampo.benchmark;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Actors that do nothing, for benchmarks of what only has to name one. */
@State(Scope.Benchmark)
public class BenchmarkActors {

  private ActorSystem<Void> system;

  @Setup(Level.Trial)
  public void start() {
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "benchmark",
            ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.defaultReference()));
  }

  @TearDown(Level.Trial)
  public void stop() {
    system.terminate();
  }

  /**
   * @param name different for each
   */
  public <T> ActorRef<T> idle(String name) {
    return system.systemActorOf(Behaviors.<T>ignore(), name, Props.empty());
  }
}
