package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.Outcome;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/** What the world says to the entity of a dataset. */
public final class DatasetProtocol {

  private DatasetProtocol() {}

  /** Everything the entity understands. */
  public interface Command {}

  /**
   * Register a dataset whose files are already in the store; they are read and checked first. The
   * same files under the same name again are answered as the first time; other files are a
   * conflict.
   */
  public record RegisterDataset(
      DatasetSpecification specification, Instant at, ActorRef<Outcome<DatasetSummary>> replyTo)
      implements Command, WireMessage {
    public RegisterDataset {
      requireNonNull(specification, "specification is null");
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  public record DescribeDataset(ActorRef<Outcome<DatasetSummary>> replyTo)
      implements Command, WireMessage {
    public DescribeDataset {
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /**
   * Read the first samples, fewer if so many would be too large.
   *
   * @param rows from 1 to {@link DatasetPreview#MOST_ROWS}
   */
  public record PreviewDataset(int rows, ActorRef<Outcome<DatasetPreview>> replyTo)
      implements Command, WireMessage {
    public PreviewDataset {
      requireNonNull(replyTo, "replyTo is null");
    }
  }
}
