package io.sampo.node.training.data;

import static io.sampo.node.training.data.DatasetFixture.array;
import static io.sampo.node.training.data.DatasetFixture.assertInvalid;
import static io.sampo.node.training.data.DatasetFixture.doubles;
import static io.sampo.node.training.data.DatasetFixture.floats;
import static io.sampo.node.training.data.DatasetFixture.input;
import static io.sampo.node.training.data.DatasetFixture.integers;
import static io.sampo.node.training.data.DatasetFixture.longs;
import static io.sampo.node.training.data.DatasetFixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sampo.protocol.dataset.ClassCount;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.FeatureStatistics;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorDatasetTest {
  private static final String HEADER = "{'descr': '%s', 'fortran_order': False, 'shape': %s, }";
  private static final byte[] INPUTS = array("<f4", "(2, 1, 2)", floats(1, 2.5f, -3, 4));
  private static final byte[] CLASSES = array("<i8", "(2,)", longs(3, 0));

  @TempDir Path directory;

  @Test
  void readsNumpyArraysOfClasses() {
    Dataset dataset = open(DatasetFormat.NPY, INPUTS, CLASSES).dataset();

    assertThat(dataset.size()).isEqualTo(2);
    assertThat(dataset.sampleShape()).isEqualTo(Shape.of(1, 2));
    assertThat(dataset.targetType()).isEqualTo(DataType.INT64);
    assertThat(dataset.targetShape()).isEqualTo(Shape.of());
    assertThat(dataset.classCount()).isEqualTo(4);
    assertThat(input(dataset, 1)).containsExactly(-3, 4);
    assertThat(target(dataset, 0)).containsExactly(3);
  }

  @Test
  void readsTargetsThatAreNumbers() {
    byte[] targets = array("<f8", "(2, 2)", doubles(0.5, 1, 2, -0.25));
    Dataset dataset = open(DatasetFormat.NPY, INPUTS, targets).dataset();

    assertThat(dataset.targetType()).isEqualTo(DataType.FP32);
    assertThat(dataset.targetShape()).isEqualTo(Shape.of(2));
    assertThat(dataset.classCount()).isZero();
    assertThat(target(dataset, 1)).containsExactly(2, -0.25);
  }

  @Test
  void makesFloatsOfEveryStoredType() {
    byte[] classes = array("|u1", "(2,)", new byte[] {0, 1});
    byte[] bigEndian = ByteBuffer.allocate(8).putFloat(7).putFloat(8.5f).array();

    assertThat(inputs(array("|u1", "(2,)", new byte[] {7, (byte) 200}), classes))
        .containsExactly(7, 200);
    assertThat(inputs(array("<i4", "(2,)", integers(-7, 8)), classes)).containsExactly(-7, 8);
    assertThat(inputs(array("<i8", "(2,)", longs(-7, 8)), classes)).containsExactly(-7, 8);
    assertThat(inputs(array("<f8", "(2,)", doubles(0.1, 8)), classes)).containsExactly(0.1f, 8);
    assertThat(inputs(array(">f4", "(2,)", bigEndian), classes)).containsExactly(7, 8.5f);
    assertThat(inputs(array(2, HEADER, "<f4", "(2,)", floats(1, 2)), classes))
        .containsExactly(1, 2);
  }

  private float[] inputs(byte[] inputs, byte[] targets) {
    Dataset dataset = open(DatasetFormat.NPY, inputs, targets).dataset();
    return new float[] {input(dataset, 0)[0], input(dataset, 1)[0]};
  }

  @Test
  void refusesHeadersThatAreNone() {
    byte[] data = floats(1, 2);
    byte[] fortran =
        array(1, "{'descr': '%s', 'fortran_order': True, 'shape': %s, }", "<f4", "(2, 1)", data);
    byte[] text = array("<f4", "(2,)", data);
    text[1] = 'X';

    refuses(fortran, "Expected an array in C order in [inputs]", "Fortran");
    refuses(text, "begin as a NumPy array");
    refuses(array(3, HEADER, "<f4", "(2,)", data), "version 1.0 or 2.0", "was 3.0");
    refuses(array("<f2", "(2,)", floats(1)), "Expected numbers of type", "[<f2]");
    refuses(array("|O", "(2,)", data), "[|O]");
    refuses(array("<f4", "()", data), "at least one dimension");
    refuses(array("<f4", "(2, 0)", data), "all dimensions 1 or more");
    refuses(array("<f4", "(9223372036854775807,)", data), "at least one dimension");
    refuses(array("<f4", "(999999999999999999, 100)", data), "less than 2^63 bytes");
    refuses(array("<f4", "(1, 999999999999999)", data), "Expected samples of at most");
    refuses(array(1, "{'descr': '%s', 'shape': %s, }", "<f4", "(2,)", data), "fortran_order");
    refuses(array(1, HEADER + " x", "<f4", "(2,)", data), "Expected a header");
    refuses(Arrays.copyOf(INPUTS, 20), "it ends early");
  }

  @Test
  void refusesArraysThatAreShorterOrLongerThanTheirShape() {
    refuses(Arrays.copyOf(INPUTS, INPUTS.length - 1), "Expected 16 bytes", "but it has 15");
    refuses(Arrays.copyOf(INPUTS, INPUTS.length + 1), "but it has 17");
  }

  @Test
  void refusesArraysThatDoNotBelongTogether() {
    byte[] three = array("<i8", "(3,)", longs(0, 1, 2));
    byte[] negative = array("<i8", "(2,)", longs(0, -1));

    assertInvalid(() -> open(DatasetFormat.NPY, INPUTS, three), "2 inputs and 3 targets");
    assertInvalid(() -> open(DatasetFormat.NPY, INPUTS, negative), "sample 1 has -1");
    assertInvalid(() -> open(DatasetFormat.NPY, INPUTS), "one file with role [targets]");
  }

  private void refuses(byte[] inputs, String... words) {
    assertInvalid(() -> open(DatasetFormat.NPY, inputs, CLASSES), words);
  }

  @Test
  void findsValuesThatNoModelCanUseBeforeTheyAreTrainedOn() {
    byte[] inputs = array("<f4", "(2, 2)", floats(1, 2, 3, Float.NaN));
    byte[] targets = array("<f4", "(2,)", floats(1, Float.POSITIVE_INFINITY));

    assertInvalid(
        () -> open(DatasetFormat.NPY, inputs, CLASSES).check(), "feature 1", "in sample 1");
    assertInvalid(
        () -> open(DatasetFormat.NPY, INPUTS, targets).check(), "finite target", "in sample 1");
  }

  @Test
  void countsClassesAndDescribesFeatures() {
    DatasetStatistics statistics = open(DatasetFormat.NPY, INPUTS, CLASSES).check();

    assertThat(statistics.features())
        .containsExactly(
            new FeatureStatistics("0", 2, -1, 2, -3, 1),
            new FeatureStatistics("1", 2, 3.25, 0.75, 2.5, 4));
    assertThat(statistics.classes())
        .containsExactly(
            new ClassCount("0", 1),
            new ClassCount("1", 0),
            new ClassCount("2", 0),
            new ClassCount("3", 1));
  }

  @Test
  void describesManyFeaturesTogether() {
    byte[] inputs = array("|u1", "(1, 1001)", new byte[1001]);
    byte[] targets = array("|u1", "(1,)", new byte[1]);

    assertThat(open(DatasetFormat.NPY, inputs, targets).check().features())
        .containsExactly(new FeatureStatistics("all", 1001, 0, 0, 0, 0));
  }

  @Test
  void readsArchivesStoredAndDeflated() throws IOException {
    for (boolean deflated : new boolean[] {false, true}) {
      byte[] archive = archive(deflated, "inputs.npy", INPUTS, "targets.npy", CLASSES);
      Dataset dataset = open(DatasetFormat.NPZ, archive).dataset();

      assertThat(input(dataset, 0)).containsExactly(1, 2.5f);
      assertThat(target(dataset, 0)).containsExactly(3);
    }
  }

  @Test
  void refusesArchivesThatAreNotWhatTheyShouldBe() throws IOException {
    byte[] renamed = archive(true, "x.npy", INPUTS, "targets.npy", CLASSES);
    byte[] good = archive(false, "inputs.npy", INPUTS, "targets.npy", CLASSES);
    byte[] damaged = good.clone();
    damaged[30 + "inputs.npy".length() + INPUTS.length - 1] ^= 1;

    assertInvalid(
        () -> open(DatasetFormat.NPZ, renamed),
        "[inputs.npy, targets.npy]",
        "[targets.npy, x.npy]");
    assertInvalid(
        () -> open(DatasetFormat.NPZ, Arrays.copyOf(good, good.length - 30)), "intact archive");
    assertInvalid(() -> open(DatasetFormat.NPZ, damaged), "checksum of [inputs.npy]");
    assertInvalid(() -> open(DatasetFormat.NPZ, INPUTS), "intact archive");
  }

  @Test
  void readsRawTensorsAsTheirSpecificationSays() {
    RawLayout layout =
        new RawLayout(
            new TensorLayout(DataType.INT32, Shape.of(1, 2)),
            new TensorLayout(DataType.FP32, Shape.of(1)));
    Dataset dataset = raw(layout, integers(5, -6), floats(0.5f)).dataset();

    assertThat(dataset.size()).isEqualTo(1);
    assertThat(input(dataset, 0)).containsExactly(5, -6);
    assertThat(target(dataset, 0)).containsExactly(0.5);
    assertInvalid(
        () -> raw(layout, integers(5), floats(0.5f)),
        "Expected 8 bytes of INT32 [1,2] in [inputs], but it has 4");
  }

  @Test
  void refusesRawLayoutsThatCannotBe() {
    TensorLayout two = new TensorLayout(DataType.UINT8, Shape.of(2));
    TensorLayout three = new TensorLayout(DataType.UINT8, Shape.of(3));

    assertThatIllegalArgumentException().isThrownBy(() -> new RawLayout(two, three));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TensorLayout(DataType.FP16, Shape.of(2)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TensorLayout(DataType.UINT8, Shape.of()));
  }

  @Test
  void refusesIndicesOutside() {
    Dataset dataset = open(DatasetFormat.NPY, INPUTS, CLASSES).dataset();

    assertThatIllegalArgumentException().isThrownBy(() -> input(dataset, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> input(dataset, -1));
  }

  private OpenedDataset open(DatasetFormat format, byte[]... files) {
    return new DatasetFixture(directory).open(format, files);
  }

  private OpenedDataset raw(RawLayout layout, byte[] inputs, byte[] targets) {
    return new DatasetFixture(directory).raw(layout, inputs, targets);
  }

  private static byte[] archive(
      boolean deflated, String first, byte[] firstArray, String second, byte[] secondArray)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream archive = new ZipOutputStream(bytes)) {
      archive.setMethod(deflated ? ZipEntry.DEFLATED : ZipEntry.STORED);
      put(archive, first, firstArray);
      put(archive, second, secondArray);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream archive, String name, byte[] array) throws IOException {
    CRC32 checksum = new CRC32();
    checksum.update(array);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(array.length);
    entry.setCrc(checksum.getValue());
    archive.putNextEntry(entry);
    archive.write(array);
    archive.closeEntry();
  }
}
