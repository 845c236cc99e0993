package io.sampo.node.serving;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.ModelProtocol.AddVersion;
import io.sampo.protocol.serving.ModelProtocol.Command;
import io.sampo.protocol.serving.ModelProtocol.Described;
import io.sampo.protocol.serving.ModelSummary;
import java.util.List;

/** Answers requests to a model entity, each in its own terms. */
final class ModelReplies {
  /** All requests that are answered. */
  static final List<Class<? extends Command>> REQUESTS = List.of(AddVersion.class, Described.class);

  private ModelReplies() {}

  /**
   * @param answer the journal's, or null if it took too long
   * @param summary the model as it is now
   */
  static void reply(Command request, ModelJournal.Answer answer, ModelSummary summary) {
    if (answer == null) {
      refuseForJournal(request);
    } else if (answer.refusal() != null) {
      refuse(request, answer.refusal());
    } else {
      grant(request, answer.version(), summary);
    }
  }

  static void refuseForJournal(Command request) {
    refuse(
        request,
        new PlatformError(
            ErrorCode.JOURNAL_UNAVAILABLE,
            "Expected the journal to answer, but it is away; a change that was asked for just now"
                + " may still be made"));
  }

  static void refuse(Command request, PlatformError error) {
    if (request instanceof AddVersion add) {
      add.replyTo().tell(Outcome.refused(error));
    } else if (request instanceof Described described) {
      described.replyTo().tell(Outcome.refused(error));
    }
  }

  /**
   * The request was granted.
   *
   * @param version the one that was added, or null
   * @param summary the model as it is now
   */
  static void grant(Command request, VersionName version, ModelSummary summary) {
    if (request instanceof AddVersion add) {
      ModelName model = summary.name();
      add.replyTo().tell(Outcome.of(new ModelVersion(model, version)));
    } else if (request instanceof Described described) {
      described.replyTo().tell(Outcome.of(summary));
    }
  }
}
