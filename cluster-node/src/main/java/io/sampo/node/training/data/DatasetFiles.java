package io.sampo.node.training.data;

import static io.sampo.node.training.data.DataFile.invalid;

import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.id.ArtifactHash;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Opens a dataset by its description: which file plays which role. */
public final class DatasetFiles {
  private final DatasetSpecification specification;
  private final PreprocessingPlan plan;
  private final Function<ArtifactHash, Path> files;

  private DatasetFiles(PlannedDataset dataset, Function<ArtifactHash, Path> files) {
    this.specification = dataset.specification();
    this.plan = dataset.plan();
    this.files = files;
  }

  /**
   * Opens all files, and learns from them what their preprocessing asks for. Blocks.
   *
   * @param files finds the verified local file of an artifact
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT if the files are no such
   *     dataset, ARTIFACT_UNAVAILABLE if they cannot be read
   */
  public static OpenedDataset open(
      DatasetSpecification specification, Function<ArtifactHash, Path> files) {
    return open(new PlannedDataset(specification, null), files);
  }

  /**
   * Opens all files of a registered dataset, whose plan is known, so that every reader of it makes
   * the same inputs, and none learns again what one has learned. Blocks.
   *
   * @param files finds the verified local file of an artifact
   * @throws io.sampo.protocol.error.PlatformException as the other one
   */
  public static OpenedDataset open(PlannedDataset dataset, Function<ArtifactHash, Path> files) {
    return new DatasetFiles(dataset, files).open();
  }

  private OpenedDataset open() {
    return switch (specification.format()) {
      case IDX -> samples(IdxDataset.read(file("images"), file("labels")));
      case NPY -> tensors(NumpyFiles::array, NumpyFiles::array);
      case NPZ -> samples(read("arrays", NumpyFiles::archive));
      case RAW -> raw(specification.raw());
      case CSV ->
          OpenedDataset.ofRows(
              read(
                  "rows",
                  (file, role) ->
                      CsvFile.read(
                          file,
                          role,
                          specification.csv(),
                          specification.preprocessing().missing())),
              specification,
              plan);
    };
  }

  private OpenedDataset samples(SampleSource samples) {
    return OpenedDataset.ofSamples(samples, specification, plan);
  }

  private OpenedDataset raw(RawLayout layout) {
    return tensors(
        (file, role) -> TensorData.mapped(file, role, 0, layout.inputs(), ByteOrder.LITTLE_ENDIAN),
        (file, role) ->
            TensorData.mapped(file, role, 0, layout.targets(), ByteOrder.LITTLE_ENDIAN));
  }

  private OpenedDataset tensors(RoleReader<TensorData> inputs, RoleReader<TensorData> targets) {
    return samples(TensorDataset.of(read("inputs", inputs), read("targets", targets)));
  }

  /** Reads a file; messages call it by its role. */
  private interface RoleReader<T> {
    T read(Path file, String role) throws IOException;
  }

  private <T> T read(String role, RoleReader<T> reader) {
    Path file = file(role);
    return DataFile.read(role, () -> reader.read(file, role));
  }

  private Path file(String role) {
    List<DatasetFile> found =
        specification.files().stream().filter(file -> file.role().equals(role)).toList();
    if (found.size() != 1) {
      throw invalid(
          "Expected one file with role [%s] in dataset [%s], but there are %d"
              .formatted(role, specification.name(), found.size()));
    }
    return files.apply(found.get(0).artifact());
  }
}
