package io.sampo.protocol.dataset;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.id.ArtifactHash;

/**
 * One file of a dataset.
 *
 * @param role what it holds, one of {@link DatasetFormat#roles}
 */
public record DatasetFile(String role, ArtifactHash artifact, long bytes) {
  public DatasetFile {
    requireNonNull(role, "role is null");
    requireNonNull(artifact, "artifact is null");
  }
}
