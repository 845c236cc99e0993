package io.sampo.node.training.register;

import static java.util.Objects.requireNonNull;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.training.step.RegisterRow;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSession;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSessionRegistry;

/**
 * The register as lightweight transactions, on a session of its own.
 *
 * <p>Three things are as they are for a reason. The session speaks protocol version 4: with version
 * 5 the driver cannot decode the server's answer to a contended write, and the broken connection
 * takes the journal's requests along. No statement is idempotent, so the driver never repeats one
 * by itself. And every exception means "unknown", which the port says too. Thread-safe.
 */
public final class CassandraGenerationRegister implements GenerationRegister {
  private static final String SESSION = "sampo.register.cassandra";

  /** What is prepared once the table exists. */
  private record Statements(
      PreparedStatement insert, PreparedStatement update, PreparedStatement select) {}

  private final RegisterSettings settings;
  private final CassandraSession session;
  private final RowCodec codec;
  private final AtomicReference<CompletionStage<Statements>> statements = new AtomicReference<>();

  private CassandraGenerationRegister(
      RegisterSettings settings, CassandraSession session, RowCodec codec) {
    this.settings = settings;
    this.session = session;
    this.codec = codec;
  }

  /** Opens the session; the table is made at the first use. */
  public static CassandraGenerationRegister open(ActorSystem<?> system, RegisterSettings settings) {
    requireNonNull(settings, "settings is null");
    return new CassandraGenerationRegister(
        settings, CassandraSessionRegistry.get(system).sessionFor(SESSION), new RowCodec(system));
  }

  @Override
  public CompletionStage<Optional<RegisterRow>> read(JobId job) {
    return prepared()
        .thenCompose(ready -> session.selectOne(linearizable(ready.select.bind(job.value()))))
        .thenApply(row -> row.map(this::decoded));
  }

  @Override
  public CompletionStage<WriteAnswer> compareAndSet(Expected expected, RegisterRow row) {
    return prepared()
        .thenCompose(ready -> session.selectOne(linearizable(bind(ready, expected, row))))
        .thenCompose(
            answer ->
                answer.orElseThrow().getBoolean("[applied]")
                    ? CompletableFuture.completedFuture(new WriteAnswer.Applied())
                    : refused(row.job()));
  }

  private BoundStatement bind(Statements ready, Expected expected, RegisterRow row) {
    ByteBuffer bytes = codec.encode(row);
    if (expected instanceof Expected.Present present) {
      return ready.update.bind(
          row.generation(),
          row.writeId().toString(),
          bytes,
          row.job().value(),
          present.generation(),
          present.writeId().toString());
    }
    return ready.insert.bind(row.job().value(), row.generation(), row.writeId().toString(), bytes);
  }

  /** The answer to a refused write names the condition's columns only, so the row is read. */
  private CompletionStage<WriteAnswer> refused(JobId job) {
    return read(job)
        .thenApply(
            current ->
                new WriteAnswer.Refused(
                    current.orElseThrow(
                        () ->
                            new IllegalStateException(
                                "Expected a row of job [" + job + "], but there is none"))));
  }

  private BoundStatement linearizable(BoundStatement statement) {
    return statement
        .setSerialConsistencyLevel(DefaultConsistencyLevel.SERIAL)
        .setConsistencyLevel(
            isRead(statement) ? DefaultConsistencyLevel.SERIAL : DefaultConsistencyLevel.QUORUM)
        .setIdempotent(false)
        .setTimeout(settings.timeout());
  }

  private static boolean isRead(BoundStatement statement) {
    return statement.getPreparedStatement().getQuery().startsWith("SELECT");
  }

  private RegisterRow decoded(Row row) {
    return codec.decode(requireNonNull(row.getByteBuffer("content"), "content is null"));
  }

  /** Once; after a failure the next caller tries again. */
  private CompletionStage<Statements> prepared() {
    CompletionStage<Statements> known = statements.get();
    if (known != null && !known.toCompletableFuture().isCompletedExceptionally()) {
      return known;
    }
    CompletionStage<Statements> fresh = prepare();
    return statements.compareAndSet(known, fresh) ? fresh : prepared();
  }

  private CompletionStage<Statements> prepare() {
    String table = settings.keyspace() + ".generations";
    return session
        .executeDDL(
            """
            CREATE KEYSPACE IF NOT EXISTS %s
            WITH replication = {'class': 'SimpleStrategy', 'replication_factor': %d}
            """
                .formatted(settings.keyspace(), settings.replicationFactor()))
        .thenCompose(
            keyspace ->
                session.executeDDL(
                    """
                    CREATE TABLE IF NOT EXISTS %s
                    (job text PRIMARY KEY, generation bigint, write_id text, content blob)
                    """
                        .formatted(table)))
        .thenCompose(
            created ->
                session.prepare(
                    "INSERT INTO %s (job, generation, write_id, content) VALUES (?, ?, ?, ?)"
                            .formatted(table)
                        + " IF NOT EXISTS"))
        .thenCompose(insert -> prepareRest(table, insert));
  }

  private CompletionStage<Statements> prepareRest(String table, PreparedStatement insert) {
    String update =
        "UPDATE %s SET generation = ?, write_id = ?, content = ? WHERE job = ?".formatted(table)
            + " IF generation = ? AND write_id = ?";
    return session
        .prepare(update)
        .thenCombine(
            session.prepare("SELECT content FROM %s WHERE job = ?".formatted(table)),
            (prepared, select) -> new Statements(insert, prepared, select));
  }
}
