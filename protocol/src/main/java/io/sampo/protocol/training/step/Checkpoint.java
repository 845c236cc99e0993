package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ArtifactHash;

/** The last complete checkpoint of a job. Published, therefore never void. */
public sealed interface Checkpoint {

  /** The last step that the checkpoint contains. */
  long step();

  /** Step 0: the module that was submitted. */
  record Initial() implements Checkpoint {
    @Override
    public long step() {
      return 0;
    }
  }

  /** A checkpoint in the artifact store. */
  record Stored(long step, ArtifactHash artifact) implements Checkpoint {
    public Stored {
      requireNonNull(artifact, "artifact is null");
    }
  }
}
