package io.sampo.node.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.artifact.DirectoryArtifactStore;
import io.sampo.protocol.dataset.ClassCount;
import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetPreview;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactDatasetReaderTest {
  private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path directory;
  private DirectoryArtifactStore store;
  private ArtifactDatasetReader reader;

  @BeforeEach
  void openStore() {
    store = DirectoryArtifactStore.open(directory, Clock.systemUTC());
    reader = new ArtifactDatasetReader(store);
  }

  @Test
  void saysWhatIsInATable() {
    // given
    DatasetSpecification table = table("1,red,no\n3,green,yes\n,red,yes\n");

    // when
    DatasetSummary summary = reader.read(table, AT);

    // then
    assertThat(summary.samples()).isEqualTo(3);
    assertThat(summary.sampleShape()).isEqualTo(Shape.of(3));
    assertThat(summary.classes()).isEqualTo(2);
    assertThat(summary.targetType()).isEqualTo(DataType.INT64);
    assertThat(summary.plan().features().get(0).fill()).isEqualTo(2);
    assertThat(summary.plan().features().get(1).categories()).containsExactly("green", "red");
    assertThat(summary.statistics().features()).extracting("count").containsExactly(2L, 3L);
    assertThat(summary.statistics().classes())
        .containsExactly(new ClassCount("no", 1), new ClassCount("yes", 2));
  }

  @Test
  void showsSamplesAsAModelGetsThem() {
    // given
    PlannedDataset table = registered(table("1,red,no\n3,green,yes\n,red,yes\n"));

    // when
    DatasetPreview two = reader.preview(table, 2);
    DatasetPreview all = reader.preview(table, 50);

    // then
    assertThat(two.inputs().shape()).isEqualTo(Shape.of(2, 3));
    assertThat(two.inputs().toFloats()).containsExactly(1, 0, 1, 3, 1, 0);
    assertThat(two.targets().data().getLong(8)).isEqualTo(1);
    assertThat(all.inputs().shape()).isEqualTo(Shape.of(3, 3));
    assertThat(all.targets().shape()).isEqualTo(Shape.of(3, 1));
  }

  /** Whoever reads a dataset makes of its rows what was made of them when it was registered. */
  @Test
  void learnsNothingAgainFromADatasetThatIsRegistered() {
    // given
    DatasetSpecification table = table("1,red,no\n3,green,yes\n,red,yes\n");
    PreprocessingPlan learned = reader.read(table, AT).plan();
    PreprocessingPlan other = reader.read(table("7,green,no\n9,blue,yes\n,red,yes\n"), AT).plan();
    assertThat(learned.width()).isEqualTo(3);
    assertThat(other.width()).isEqualTo(4);

    // when
    DatasetPreview shown = reader.preview(new PlannedDataset(table, other), 3);

    // then
    assertThat(shown.inputs().shape()).isEqualTo(Shape.of(3, 4));
    assertThat(shown.inputs().toFloats()).containsExactly(1, 0, 0, 1, 3, 0, 1, 0, 8, 0, 0, 1);
  }

  @Test
  void showsFewerAndShorterSamplesWhereTheyAreLarge() {
    DatasetPreview fewer = reader.preview(registered(raw(3, DatasetPreview.MOST_NUMBERS / 2)), 3);
    DatasetPreview shorter = reader.preview(registered(raw(3, DatasetPreview.MOST_NUMBERS + 1)), 3);

    assertThat(fewer.inputs().shape()).isEqualTo(Shape.of(2, DatasetPreview.MOST_NUMBERS / 2));
    assertThat(shorter.inputs().shape()).isEqualTo(Shape.of(1, DatasetPreview.MOST_NUMBERS));
    assertThat(shorter.targets().shape()).isEqualTo(Shape.of(1, 1));
  }

  private PlannedDataset registered(DatasetSpecification specification) {
    return reader.read(specification, AT).planned();
  }

  private DatasetSpecification table(String rows) {
    CsvLayout layout =
        new CsvLayout(
            false,
            ",",
            List.of(
                new CsvColumn("size", ColumnRole.FEATURE, ValueKind.NUMBER),
                new CsvColumn("colour", ColumnRole.FEATURE, ValueKind.CATEGORY),
                new CsvColumn("sold", ColumnRole.TARGET, ValueKind.CATEGORY)));
    return new DatasetSpecification(
        new DatasetName("table"),
        DatasetFormat.CSV,
        List.of(file("rows", rows.getBytes(StandardCharsets.UTF_8))),
        layout,
        null,
        new Preprocessing(MissingValues.MEAN, 0, 1, false, UnknownCategory.REFUSE),
        null);
  }

  private DatasetSpecification raw(int samples, int numbers) {
    RawLayout layout =
        new RawLayout(
            new TensorLayout(DataType.UINT8, Shape.of(samples, numbers)),
            new TensorLayout(DataType.UINT8, Shape.of(samples)));
    return new DatasetSpecification(
        new DatasetName("raw"),
        DatasetFormat.RAW,
        List.of(file("inputs", new byte[samples * numbers]), file("targets", new byte[samples])),
        null,
        layout,
        Preprocessing.NONE,
        null);
  }

  private DatasetFile file(String role, byte[] bytes) {
    ArtifactHash hash = store.put(new ByteArrayInputStream(bytes));
    return new DatasetFile(role, hash, bytes.length);
  }
}
