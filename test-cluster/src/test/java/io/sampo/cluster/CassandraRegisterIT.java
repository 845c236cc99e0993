package io.sampo.cluster;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.cluster.process.CassandraProcess;
import io.sampo.node.training.register.CassandraGenerationRegister;
import io.sampo.node.training.register.Expected;
import io.sampo.node.training.register.GenerationRegister;
import io.sampo.node.training.register.RegisterSettings;
import io.sampo.node.training.register.WriteAnswer;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.WorkerIncarnation;
import io.sampo.protocol.training.step.Checkpoint;
import io.sampo.protocol.training.step.CommittedStep;
import io.sampo.protocol.training.step.CoordinatorIncarnation;
import io.sampo.protocol.training.step.Digest;
import io.sampo.protocol.training.step.RegisterRow;
import io.sampo.protocol.training.step.Settlement;
import io.sampo.protocol.training.step.Tenure;
import io.sampo.protocol.training.step.WriteId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The generation register against a real Cassandra server.
 *
 * <p>Seen red with the condition of the update weakened, so that the write id no longer counted:
 * both contenders won.
 */
class CassandraRegisterIT {
  private static final int ROUNDS = 30;

  @TempDir private static Path directory;
  private static CassandraProcess cassandra;
  private static ActorSystem<Void> system;
  private static GenerationRegister register;

  @BeforeAll
  static void start() {
    cassandra =
        CassandraProcess.launch(directory.resolve("cassandra"), directory.resolve("cassandra.log"));
    cassandra.awaitReady();
    system =
        ActorSystem.create(
            Behaviors.empty(),
            "register",
            ConfigFactory.parseString(
                    """
                    pekko.actor.provider = local
                    sampo.cassandra.contact-point = "127.0.0.1:%d"
                    """
                        .formatted(cassandra.port()))
                .withFallback(ConfigFactory.parseResources("persistence-cassandra.conf"))
                .withFallback(ConfigFactory.load())
                .resolve());
    register =
        CassandraGenerationRegister.open(system, RegisterSettings.from(system.settings().config()));
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.terminate();
    }
    if (cassandra != null) {
      cassandra.close();
    }
  }

  @Test
  void holdsARowAndChangesItOnlyAsExpected() throws Exception {
    // given
    RegisterRow first = row("one", 1, 1);
    RegisterRow second = first.renewed(writeId(2));
    RegisterRow stranger = first.renewed(writeId(3));

    // when, then
    assertThat(register.read(first.job()).toCompletableFuture().get(20, SECONDS)).isEmpty();
    assertThat(write(new Expected.Absent(), first)).isEqualTo(new WriteAnswer.Applied());
    assertThat(write(new Expected.Absent(), stranger)).isEqualTo(new WriteAnswer.Refused(first));
    assertThat(write(Expected.of(first), second)).isEqualTo(new WriteAnswer.Applied());
    assertThat(write(Expected.of(first), stranger)).isEqualTo(new WriteAnswer.Refused(second));
    assertThat(register.read(first.job()).toCompletableFuture().get(20, SECONDS)).contains(second);
  }

  @Test
  void letsExactlyOneOfTwoContendersWin() throws Exception {
    // given
    RegisterRow current = row("two", 1, 1);
    write(new Expected.Absent(), current);

    for (int round = 0; round < ROUNDS; round++) {
      // when
      List<CompletableFuture<WriteAnswer>> answers = new ArrayList<>();
      for (int contender = 0; contender < 2; contender++) {
        RegisterRow wanted = current.renewed(writeId(10 + round * 2 + contender));
        answers.add(register.compareAndSet(Expected.of(current), wanted).toCompletableFuture());
      }
      int applied = 0;
      for (CompletableFuture<WriteAnswer> answer : answers) {
        applied += answer.get(20, SECONDS) instanceof WriteAnswer.Applied ? 1 : 0;
      }

      // then
      assertThat(applied).as("winners of round %d", round).isEqualTo(1);
      current = register.read(current.job()).toCompletableFuture().get(20, SECONDS).orElseThrow();
    }
  }

  private static WriteAnswer write(Expected expected, RegisterRow row) throws Exception {
    return register.compareAndSet(expected, row).toCompletableFuture().get(20, SECONDS);
  }

  private static WriteId writeId(long attempt) {
    return new WriteId(new CoordinatorIncarnation(new UUID(1, 1)), attempt);
  }

  private static RegisterRow row(String job, long generation, long attempt) {
    return new RegisterRow(
        new JobId(job),
        generation,
        List.of(new WorkerIncarnation(new UUID(2, 3))),
        new Tenure(
            new CoordinatorIncarnation(new UUID(1, 1)),
            0,
            Duration.ofSeconds(30),
            writeId(attempt)),
        new CommittedStep(0, Digest.START),
        new Settlement.Restored(),
        new Checkpoint.Initial());
  }
}
