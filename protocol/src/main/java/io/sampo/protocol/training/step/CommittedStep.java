package io.sampo.protocol.training.step;

import static java.util.Objects.requireNonNull;

/** A step with its one result; step 0 or a restored checkpoint carries {@link Digest#START}. */
public record CommittedStep(long step, Digest digest) {
  public CommittedStep {
    requireNonNull(digest, "digest is null");
  }

  @Override
  public String toString() {
    return step + ":" + digest;
  }
}
