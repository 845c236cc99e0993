package io.sampo.node.management;

import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.connectors.cassandra.javadsl.CassandraSessionRegistry;

/**
 * Reads one row that does not exist from the table of events, through the session of the journal.
 *
 * <p>Whoever opens that session first decides how it begins, and only the journal makes its
 * keyspace and tables then. So nothing is read before the actor of the journal answers, which it
 * does once it has been made, session included.
 */
final class JournalProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final String SESSION = "pekko.persistence.cassandra";

  private final ActorSystem system;
  private final String journal;
  private final Statement<?> statement;

  JournalProbe(ActorSystem system) {
    this.system = system;
    Config config = system.settings().config();
    this.journal = "/system/" + config.getString("pekko.persistence.journal.plugin");
    this.statement = statement(config.getConfig(SESSION + ".journal"));
  }

  private static Statement<?> statement(Config settings) {
    return SimpleStatement.newInstance(
            "SELECT persistence_id FROM %s.%s WHERE persistence_id = ? AND partition_nr = 0 LIMIT 1"
                .formatted(settings.getString("keyspace"), settings.getString("table")),
            "startup-check")
        .setTimeout(PATIENCE);
  }

  /** Fails if the journal has not been started, or if there is no answer in time. */
  CompletionStage<?> read() {
    return system
        .actorSelection(journal)
        .resolveOne(PATIENCE)
        .thenCompose(
            started ->
                CassandraSessionRegistry.get(system).sessionFor(SESSION).selectOne(statement));
  }
}
