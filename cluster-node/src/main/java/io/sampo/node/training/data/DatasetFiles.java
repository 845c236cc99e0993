package io.sampo.node.training.data;

import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Opens a dataset by its description: which file plays which role. */
public final class DatasetFiles {
  /** Labels are single bytes. */
  private static final int MOST_CLASSES = 256;

  private DatasetFiles() {}

  /**
   * Reads all files. Blocks.
   *
   * @param files finds the verified local file of an artifact
   * @throws PlatformException INVALID_ARGUMENT if the files are no such dataset,
   *     ARTIFACT_UNAVAILABLE if they cannot be read
   */
  public static Dataset open(
      DatasetSpecification specification, Function<ArtifactHash, Path> files) {
    return switch (specification.format()) {
      case IDX ->
          IdxDataset.read(
              files.apply(role(specification, "images")),
              files.apply(role(specification, "labels")),
              MOST_CLASSES);
    };
  }

  private static ArtifactHash role(DatasetSpecification specification, String role) {
    List<DatasetFile> found =
        specification.files().stream().filter(file -> file.role().equals(role)).toList();
    if (found.size() != 1) {
      throw new PlatformException(
          ErrorCode.INVALID_ARGUMENT,
          "Expected one file with role [%s] in dataset [%s], but there are %d"
              .formatted(role, specification.name(), found.size()));
    }
    return found.get(0).artifact();
  }
}
