package io.sampo.node.training.job;

import com.typesafe.config.ConfigFactory;
import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.training.checkpoint.CheckpointStore;
import io.sampo.node.training.register.InMemoryGenerationRegister;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.TrainingJobProtocol.Command;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;

/** The entity of a job alone, with its journal, for tests of what it writes down. */
final class JournalledJob {
  private JournalledJob() {}

  static ActorTestKit system(String name) {
    return ActorTestKit.create(
        name,
        ConfigFactory.parseString(
                """
                pekko.actor.provider = cluster
                pekko.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                pekko.cluster.jmx.multi-mbeans-in-same-jvm = on
                """)
            .withFallback(EventSourcedBehaviorTestKit.config())
            .withFallback(ActorTestKit.applicationTestConfig()));
  }

  /** A job without a past. */
  static EventSourcedBehaviorTestKit<Command, JobEvent, JobRecord> create(
      ActorTestKit testKit,
      Path directory,
      JobId id,
      JobNeighbours neighbours,
      Consumer<ActorRef<Command>> forget) {
    JobEnvironment environment =
        new JobEnvironment(
            new InMemoryGenerationRegister(),
            new CheckpointStore(DirectoryArtifactStore.open(directory, Clock.systemUTC())),
            testKit.<DeviceDirectory.Command>createTestProbe().ref(),
            TrainingSettings.from(testKit.system().settings().config()),
            Clock.systemUTC());
    EventSourcedBehaviorTestKit<Command, JobEvent, JobRecord> job =
        EventSourcedBehaviorTestKit.create(
            testKit.system(),
            TrainingJob.create(id, environment, neighbours, forget),
            // The state has a snapshot form of its own, and notes never leave the JVM.
            EventSourcedBehaviorTestKit.enabledSerializationSettings()
                .withVerifyState(false)
                .withVerifyCommands(false));
    job.clear();
    return job;
  }
}
