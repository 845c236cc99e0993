package io.sampo.protocol.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.WireMessage;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.VersionName;
import java.time.Instant;
import org.apache.pekko.actor.typed.ActorRef;

/** What the world says to the entity of a model. */
public final class ModelProtocol {

  private ModelProtocol() {}

  /** Everything the entity understands. */
  public interface Command {}

  /** Changes what is journalled. */
  public sealed interface Change extends Command
      permits AddVersion,
          SetDeployment,
          DeployVersion,
          RollBackDeployment,
          DeleteModel,
          LiftQuarantine {}

  /** Is answered with the model as it is then. */
  public sealed interface Described extends Command
      permits SetDeployment,
          DeployVersion,
          RollBackDeployment,
          DeleteModel,
          LiftQuarantine,
          ReloadModel,
          DescribeModel {
    ActorRef<Outcome<ModelSummary>> replyTo();
  }

  /**
   * Add a version whose artifact is already in the store. Answered when the version is journalled;
   * whether it can be served is decided later by one warm-up forward. Adding the same artifact with
   * the same signature under the same name again is answered as the first time.
   *
   * @param name the wanted name, or null for the next number
   */
  public record AddVersion(
      VersionName name,
      ArtifactHash artifact,
      long artifactBytes,
      Signature signature,
      String source,
      Instant at,
      ActorRef<Outcome<ModelVersion>> replyTo)
      implements Change, WireMessage {
    public AddVersion {
      requireNonNull(artifact, "artifact is null");
      requireNonNull(signature, "signature is null");
      requireNonNull(source, "source is null");
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /** Replace the deployment. Answered when journalled. */
  public record SetDeployment(
      Deployment deployment, Instant at, ActorRef<Outcome<ModelSummary>> replyTo)
      implements Change, Described, WireMessage {
    public SetDeployment {
      requireNonNull(deployment, "deployment is null");
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /**
   * A promotion has the version get all traffic: at once if it is available, otherwise as soon as
   * it is, unless somebody changes the deployment before. Answered when that is journalled. Said
   * again for the same version it changes nothing, whatever the deployment is by then.
   */
  public record DeployVersion(
      VersionName version, Instant at, ActorRef<Outcome<ModelSummary>> replyTo)
      implements Change, Described, WireMessage {
    public DeployVersion {
      requireNonNull(version, "version is null");
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /**
   * Bring the deployment back that the present one has replaced; said again, the one before that.
   * Answered when journalled.
   */
  public record RollBackDeployment(Instant at, ActorRef<Outcome<ModelSummary>> replyTo)
      implements Change, Described, WireMessage {
    public RollBackDeployment {
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  public record DescribeModel(ActorRef<Outcome<ModelSummary>> replyTo)
      implements Described, WireMessage {
    public DescribeModel {
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /** Delete the model with all its versions; its replicas are drained. Idempotent. */
  public record DeleteModel(Instant at, ActorRef<Outcome<ModelSummary>> replyTo)
      implements Change, Described, WireMessage {
    public DeleteModel {
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /** A device reports that one of this model's replicas has changed. Not answered. */
  public record ReplicaChanged(ReplicaStatus status) implements Command, WireMessage {
    public ReplicaChanged {
      requireNonNull(status, "status is null");
    }
  }

  /**
   * Replace every replica by a new one, make-before-break. Answered at once; the replicas follow.
   */
  public record ReloadModel(Instant at, ActorRef<Outcome<ModelSummary>> replyTo)
      implements Described, WireMessage {
    public ReloadModel {
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /** Forget which nodes died loading this model's artifacts. Answered when journalled. */
  public record LiftQuarantine(Instant at, ActorRef<Outcome<ModelSummary>> replyTo)
      implements Change, Described, WireMessage {
    public LiftQuarantine {
      requireNonNull(at, "at is null");
      requireNonNull(replyTo, "replyTo is null");
    }
  }

  /** A replica tells how busy it was, once a second while it is used. Not answered. */
  public record ReplicaLoadReported(ReplicaLoad load) implements Command, WireMessage {
    public ReplicaLoadReported {
      requireNonNull(load, "load is null");
    }
  }

  /**
   * A frontend has requests for a version and no replica to ask; said again every second while that
   * is so. Not answered: a replica that becomes ready is seen in the receptionist.
   *
   * @param waiting how many requests
   */
  public record ReplicaNeeded(VersionName version, int waiting) implements Command, WireMessage {
    public ReplicaNeeded {
      requireNonNull(version, "version is null");
    }
  }
}
