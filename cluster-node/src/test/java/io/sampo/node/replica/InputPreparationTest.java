package io.sampo.node.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.data.DatasetFiles;
import io.sampo.node.training.data.OpenedDataset;
import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same raw rows, read from the files of a dataset and brought by a request. */
class InputPreparationTest {
  private static final CsvLayout COLUMNS =
      new CsvLayout(
          false,
          ",",
          List.of(
              new CsvColumn("area", ColumnRole.FEATURE, ValueKind.NUMBER),
              new CsvColumn("city", ColumnRole.FEATURE, ValueKind.CATEGORY),
              new CsvColumn("age", ColumnRole.FEATURE, ValueKind.NUMBER),
              new CsvColumn("price", ColumnRole.TARGET, ValueKind.NUMBER)));
  private static final Preprocessing LEARNED =
      new Preprocessing(MissingValues.MEAN, 0, 0.3, true, UnknownCategory.ZERO);

  @TempDir Path directory;
  private final Map<ArtifactHash, Path> artifacts = new HashMap<>();

  @Test
  void makesOfColumnsTheVeryInputsOfTraining() throws IOException {
    // given
    OpenedDataset dataset =
        csv(LEARNED, "10.1,Turku,7,0\n,Äänekoski,1e-3,1\n40.7,,,2\n-0.30000001,Turku,93,3\n");
    Signature served = served(dataset, DatasetFormat.CSV, null, 4);

    // when
    Tensor inputs =
        prepared(
            served,
            numbers("area", 10.1, Double.NaN, 40.7, -0.30000001),
            texts("city", "Turku", "Äänekoski", "", "Turku"),
            numbers("age", 7, 1e-3, Double.NaN, 93));

    // then
    assertThat(inputs.name()).isEqualTo("features");
    assertThat(inputs.shape()).isEqualTo(Shape.of(4, 4));
    assertThat(bytes(inputs)).isEqualTo(trainingInputs(dataset.dataset()));
  }

  @Test
  void makesOfRawImagesTheVeryInputsOfTraining() throws IOException {
    // given: every brightness there is
    byte[] pixels = new byte[256];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    OpenedDataset dataset = open(DatasetFormat.IDX, null, null, LEARNED, images(pixels), labels(4));
    Signature served = served(dataset, DatasetFormat.IDX, null, 1, 8, 8);

    // when
    Tensor inputs =
        prepared(served, Tensor.wrap("features", DataType.UINT8, Shape.of(4, 1, 8, 8), pixels));

    // then
    assertThat(inputs.shape()).isEqualTo(Shape.of(4, 1, 8, 8));
    assertThat(bytes(inputs)).isEqualTo(trainingInputs(dataset.dataset()));
  }

  @Test
  void makesOfRawTensorsOfAnyDatatypeTheVeryInputsOfTraining() throws IOException {
    for (DataType dataType :
        List.of(DataType.UINT8, DataType.INT32, DataType.INT64, DataType.FP32, DataType.FP64)) {
      // given
      byte[] rows = randomRows(dataType, 30);
      RawLayout layout =
          new RawLayout(
              new TensorLayout(dataType, Shape.of(10, 3)),
              new TensorLayout(DataType.UINT8, Shape.of(10)));
      OpenedDataset dataset = open(DatasetFormat.RAW, null, layout, LEARNED, rows, new byte[10]);
      Signature served = served(dataset, DatasetFormat.RAW, layout, 3);

      // when
      Tensor inputs = prepared(served, Tensor.wrap("features", dataType, Shape.of(10, 3), rows));

      // then
      assertThat(bytes(inputs)).as("%s", dataType).isEqualTo(trainingInputs(dataset.dataset()));
    }
  }

  @Test
  void refusesARowThatTrainingWouldHaveLeftOut() throws IOException {
    Preprocessing dropping =
        new Preprocessing(MissingValues.DROP_ROW, 0, 1, false, UnknownCategory.REFUSE);
    Signature served =
        served(csv(dropping, "1,a,2,3\n,a,4,5\n6,b,7,8\n"), DatasetFormat.CSV, null, 4);

    assertRefused(
        served,
        new double[] {1, 2},
        List.of("a", "b"),
        new double[] {3, Double.NaN},
        "Expected a finite number as feature 2 [age], but it is missing, in row 1");
    assertRefused(
        served,
        new double[] {1, 2},
        List.of("", "b"),
        new double[] {3, 4},
        "Expected a category as feature [city], but it is missing, in row 0");
    assertRefused(
        served,
        new double[] {1, 2},
        List.of("a", "c"),
        new double[] {3, 4},
        "Expected one of 2 known categories as feature [city], but was [c], in row 1");
    assertRefused(
        served,
        new double[] {1e300, 2},
        List.of("a", "b"),
        new double[] {3, 4},
        "Expected a finite number as feature 0 [area], but was 1.0E300, in row 0");
  }

  @Test
  void refusesTextsThatAreCutOff() throws IOException {
    Signature served = served(csv(LEARNED, "1,a,2,3\n"), DatasetFormat.CSV, null, 3);
    Tensor broken = Tensor.wrap("city", DataType.BYTES, Shape.of(1), new byte[] {5, 0, 0, 0, 'a'});

    assertThatThrownBy(() -> prepared(served, numbers("area", 1), broken, numbers("age", 2)))
        .isInstanceOf(PlatformException.class)
        .hasMessage("Expected 1 elements in [city], but element 0 is cut off");
  }

  private static void assertRefused(
      Signature served, double[] areas, List<String> cities, double[] ages, String message) {
    assertThatThrownBy(
            () ->
                prepared(
                    served,
                    numbers("area", areas),
                    texts("city", cities.toArray(String[]::new)),
                    numbers("age", ages)))
        .hasMessage(message)
        .isInstanceOfSatisfying(
            PlatformException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  private static Tensor prepared(Signature served, Tensor... raw) {
    int rows = (int) raw[0].shape().dimension(0);
    return new InputPreparation(served.plan()).prepare(List.of(raw), rows).get(0);
  }

  /** As it is after a promotion. */
  private static Signature served(
      OpenedDataset opened, DatasetFormat format, RawLayout raw, long... shape) {
    Dataset dataset = opened.dataset();
    DatasetSummary summary =
        new DatasetSummary(
            specification(format, format == DatasetFormat.CSV ? COLUMNS : null, raw, LEARNED),
            dataset.size(),
            dataset.sampleShape(),
            dataset.classCount(),
            Instant.EPOCH,
            dataset.targetType(),
            dataset.targetShape(),
            opened.plan(),
            DatasetStatistics.NONE);
    return new Signature(
            List.of(new TensorSpec("features", DataType.FP32, Shape.of(shape))),
            List.of(new TensorSpec("y", DataType.FP32, Shape.of(1))),
            64,
            List.of())
        .behind(summary.plan(), summary.rawInput());
  }

  private OpenedDataset csv(Preprocessing preprocessing, String rows) throws IOException {
    return open(
        DatasetFormat.CSV, COLUMNS, null, preprocessing, rows.getBytes(StandardCharsets.UTF_8));
  }

  private OpenedDataset open(
      DatasetFormat format,
      CsvLayout csv,
      RawLayout raw,
      Preprocessing preprocessing,
      byte[]... files)
      throws IOException {
    List<DatasetFile> described = new ArrayList<>();
    for (int i = 0; i < files.length; i++) {
      ArtifactHash hash = new ArtifactHash("%064x".formatted(artifacts.size()));
      artifacts.put(hash, Files.write(Files.createTempFile(directory, "file", ""), files[i]));
      described.add(new DatasetFile(format.roles().get(i), hash, files[i].length));
    }
    return DatasetFiles.open(
        new DatasetSpecification(
            new DatasetName("rows"), format, described, csv, raw, preprocessing, null),
        artifacts::get);
  }

  private static DatasetSpecification specification(
      DatasetFormat format, CsvLayout csv, RawLayout raw, Preprocessing preprocessing) {
    return new DatasetSpecification(
        new DatasetName("rows"), format, List.of(), csv, raw, preprocessing, null);
  }

  private static byte[] images(byte[] pixels) {
    ByteBuffer file = ByteBuffer.allocate(16 + pixels.length);
    file.putInt(0x0803).putInt(pixels.length / 64).putInt(8).putInt(8).put(pixels);
    return file.array();
  }

  private static byte[] labels(int count) {
    return ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count).array();
  }

  private static byte[] randomRows(DataType dataType, int count) {
    Random random = new Random(7);
    ByteBuffer rows = littleEndian(count * dataType.elementBytes());
    for (int i = 0; i < count; i++) {
      switch (dataType) {
        case UINT8 -> rows.put((byte) random.nextInt());
        case INT32 -> rows.putInt(random.nextInt());
        case INT64 -> rows.putLong(random.nextLong());
        case FP32 -> rows.putFloat(i == 5 ? Float.NaN : (float) random.nextGaussian());
        default -> rows.putDouble(i == 5 ? Double.NaN : random.nextGaussian());
      }
    }
    return rows.array();
  }

  private static byte[] trainingInputs(Dataset dataset) {
    int inputBytes = (int) dataset.sampleShape().elementCount() * Float.BYTES;
    ByteBuffer inputs = littleEndian((int) dataset.size() * inputBytes);
    ByteBuffer targets = littleEndian((int) dataset.size() * Long.BYTES);
    for (int i = 0; i < dataset.size(); i++) {
      dataset.read(i, i, inputs, targets);
    }
    return inputs.array();
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[tensor.byteCount()];
    tensor.data().get(bytes);
    return bytes;
  }

  private static Tensor numbers(String name, double... values) {
    ByteBuffer bytes = littleEndian(values.length * Double.BYTES);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return Tensor.wrap(name, DataType.FP64, Shape.of(values.length), bytes.array());
  }

  private static Tensor texts(String name, String... values) {
    ByteBuffer bytes = littleEndian(100 * values.length);
    for (String value : values) {
      byte[] text = value.getBytes(StandardCharsets.UTF_8);
      bytes.putInt(text.length).put(text);
    }
    byte[] all = Arrays.copyOf(bytes.array(), bytes.position());
    return Tensor.wrap(name, DataType.BYTES, Shape.of(values.length), all);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
