package io.sampo.node.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.dataset.Split;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.tensor.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Datasets of a test: their files, and what is read from them. */
final class DatasetFixture {
  private final Path directory;
  private final Map<ArtifactHash, Path> artifacts = new HashMap<>();

  DatasetFixture(Path directory) {
    this.directory = directory;
  }

  OpenedDataset open(DatasetFormat format, byte[]... files) {
    return open(new DatasetSpecification(name(), format, stored(format, files)));
  }

  OpenedDataset raw(RawLayout layout, byte[] inputs, byte[] targets) {
    return open(
        new DatasetSpecification(
            name(),
            DatasetFormat.RAW,
            stored(DatasetFormat.RAW, inputs, targets),
            null,
            layout,
            Preprocessing.NONE,
            null));
  }

  OpenedDataset npy(Preprocessing preprocessing, Split split, byte[] inputs, byte[] targets) {
    return open(
        new DatasetSpecification(
            name(),
            DatasetFormat.NPY,
            stored(DatasetFormat.NPY, inputs, targets),
            null,
            null,
            preprocessing,
            split));
  }

  OpenedDataset csv(CsvLayout layout, Preprocessing preprocessing, Split split, String text) {
    return csv(layout, preprocessing, split, text.getBytes(StandardCharsets.UTF_8));
  }

  OpenedDataset csv(CsvLayout layout, Preprocessing preprocessing, Split split, byte[] text) {
    return open(
        new DatasetSpecification(
            name(),
            DatasetFormat.CSV,
            stored(DatasetFormat.CSV, text),
            layout,
            null,
            preprocessing,
            split));
  }

  private OpenedDataset open(DatasetSpecification specification) {
    return DatasetFiles.open(specification, artifacts::get);
  }

  private List<DatasetFile> stored(DatasetFormat format, byte[]... files) {
    List<DatasetFile> stored = new ArrayList<>();
    for (int i = 0; i < files.length; i++) {
      ArtifactHash hash = new ArtifactHash("%064x".formatted(artifacts.size()));
      artifacts.put(hash, write(files[i]));
      stored.add(new DatasetFile(format.roles().get(i), hash, files[i].length));
    }
    return stored;
  }

  private Path write(byte[] bytes) {
    try {
      return Files.write(Files.createTempFile(directory, "file", ""), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DatasetName name() {
    return new DatasetName("sample");
  }

  static CsvColumn feature(String name, ValueKind kind) {
    return new CsvColumn(name, ColumnRole.FEATURE, kind);
  }

  static CsvColumn target(String name, ValueKind kind) {
    return new CsvColumn(name, ColumnRole.TARGET, kind);
  }

  static Preprocessing preprocessing(MissingValues missing, boolean normalise) {
    return new Preprocessing(missing, -1, 1, normalise, UnknownCategory.ZERO);
  }

  /** An array as NumPy writes it. */
  static byte[] array(String descr, String shape, byte[] data) {
    return array(1, "{'descr': '%s', 'fortran_order': False, 'shape': %s, }", descr, shape, data);
  }

  static byte[] array(int version, String header, String descr, String shape, byte[] data) {
    byte[] text = (header.formatted(descr, shape) + "\n").getBytes(StandardCharsets.US_ASCII);
    ByteBuffer file =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) version).put((byte) 0);
    if (version == 1) {
      file.putShort((short) text.length);
    } else {
      file.putInt(text.length);
    }
    file.put(text).put(data);
    byte[] bytes = new byte[file.position()];
    file.rewind().get(bytes);
    return bytes;
  }

  static byte[] floats(float... values) {
    ByteBuffer bytes = littleEndian(values.length * Float.BYTES);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  static byte[] doubles(double... values) {
    ByteBuffer bytes = littleEndian(values.length * Double.BYTES);
    for (double value : values) {
      bytes.putDouble(value);
    }
    return bytes.array();
  }

  static byte[] integers(int... values) {
    ByteBuffer bytes = littleEndian(values.length * Integer.BYTES);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  static byte[] longs(long... values) {
    ByteBuffer bytes = littleEndian(values.length * Long.BYTES);
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes.array();
  }

  static float[] input(Dataset dataset, long index) {
    ByteBuffer inputs = littleEndian((int) dataset.sampleShape().elementCount() * Float.BYTES);
    dataset.read(index, 0, inputs, targetRoom(dataset));
    float[] values = new float[inputs.capacity() / Float.BYTES];
    inputs.asFloatBuffer().get(values);
    return values;
  }

  /** Numbers as they are, classes as numbers. */
  static double[] target(Dataset dataset, long index) {
    ByteBuffer targets = targetRoom(dataset);
    dataset.read(
        index, 0, littleEndian((int) dataset.sampleShape().elementCount() * Float.BYTES), targets);
    int bytes = dataset.targetType().elementBytes();
    double[] values = new double[targets.capacity() / bytes];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          dataset.targetType() == DataType.INT64
              ? targets.getLong(i * bytes)
              : targets.getFloat(i * bytes);
    }
    return values;
  }

  private static ByteBuffer targetRoom(Dataset dataset) {
    return littleEndian(
        (int) dataset.targetShape().elementCount() * dataset.targetType().elementBytes());
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Reading is refused with these words in the message. */
  static void assertInvalid(Runnable reading, String... words) {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(reading::run)
        .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
  }
}
