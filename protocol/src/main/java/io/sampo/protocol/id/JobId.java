package io.sampo.protocol.id;

/** The id of a training job, unique in a cluster. */
public record JobId(String value) {
  public JobId {
    Identifiers.requireName("job id", value);
  }

  @Override
  public String toString() {
    return value;
  }
}
