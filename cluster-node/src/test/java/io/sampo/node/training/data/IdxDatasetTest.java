package io.sampo.node.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxDatasetTest {
  private static final int IMAGES = 0x0803;
  private static final int LABELS = 0x0801;

  @TempDir Path directory;

  @Test
  void readsASampleIntoItsSlot() throws IOException {
    // given
    Path images = raw(idx(new byte[] {0, 51, (byte) 204, (byte) 255, 1, 2}, IMAGES, 3, 1, 2));
    Path labels = raw(idx(new byte[] {7, 9, 4}, LABELS, 3));
    ByteBuffer inputs = ByteBuffer.allocateDirect(2 * 2 * 4).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer classes = ByteBuffer.allocateDirect(2 * 8).order(ByteOrder.LITTLE_ENDIAN);

    // when
    IdxDataset dataset = IdxDataset.read(images, labels, 10);
    dataset.read(1, 0, inputs, classes);
    dataset.read(0, 1, inputs, classes);

    // then
    assertThat(dataset.size()).isEqualTo(3);
    assertThat(dataset.sampleShape()).isEqualTo(Shape.of(1, 1, 2));
    float[] values = new float[4];
    inputs.asFloatBuffer().get(values);
    assertThat(values).containsExactly(0.8f, 1f, 0f, 0.2f);
    assertThat(classes.getLong(0)).isEqualTo(9);
    assertThat(classes.getLong(8)).isEqualTo(7);
  }

  @Test
  void readsGzipAsItReadsRawBytes() throws IOException {
    // given
    byte[] images = idx(new byte[2 * 28 * 28], IMAGES, 2, 28, 28);
    byte[] labels = idx(new byte[] {1, 2}, LABELS, 2);

    // when
    IdxDataset dataset = IdxDataset.read(gzip(images), gzip(labels), 10);

    // then
    assertThat(dataset.size()).isEqualTo(2);
    assertThat(dataset.sampleShape()).isEqualTo(Shape.of(1, 28, 28));
  }

  @Test
  void refusesLabelsWhereImagesAreExpected() throws IOException {
    Path labels = raw(idx(new byte[] {1}, LABELS, 1));
    assertInvalid(labels, labels, "Expected magic 0x00000803");
  }

  @Test
  void refusesFilesOfDifferentLength() throws IOException {
    Path images = raw(idx(new byte[] {1, 2}, IMAGES, 2, 1, 1));
    Path labels = raw(idx(new byte[] {1}, LABELS, 1));
    assertInvalid(images, labels, "has 2 images");
  }

  @Test
  void refusesDataThatIsShorterOrLongerThanItsHeaderSays() throws IOException {
    byte[] whole = idx(new byte[] {1, 2}, IMAGES, 2, 1, 1);
    Path labels = raw(idx(new byte[] {1, 2}, LABELS, 2));
    assertInvalid(raw(Arrays.copyOf(whole, whole.length - 1)), labels, "but it has 1");
    assertInvalid(raw(Arrays.copyOf(whole, whole.length + 1)), labels, "but it has more");
    assertInvalid(raw(Arrays.copyOf(whole, 9)), labels, "it ends early");
  }

  @Test
  void refusesHeadersThatAskForNothingOrForTooMuch() throws IOException {
    Path labels = raw(idx(new byte[] {1}, LABELS, 1));
    assertInvalid(raw(idx(new byte[0], IMAGES, 0, 1, 1)), labels, "at least 1, but was 0");
    int huge = Integer.MAX_VALUE;
    assertInvalid(raw(idx(new byte[0], IMAGES, huge, huge, huge)), labels, "asks for more");
  }

  @Test
  void refusesGzipThatIsDamaged() throws IOException {
    Path labels = raw(idx(new byte[] {1}, LABELS, 1));
    Path images = gzip(idx(new byte[500], IMAGES, 1, 20, 25));
    byte[] bytes = Files.readAllBytes(images);
    bytes[bytes.length - 5] ^= 1;
    Files.write(images, bytes);
    assertInvalid(images, labels, "Expected intact gzip");
  }

  @Test
  void refusesLabelsOutsideTheClasses() throws IOException {
    Path images = raw(idx(new byte[] {1, 2}, IMAGES, 2, 1, 1));
    Path labels = raw(idx(new byte[] {9, 10}, LABELS, 2));
    assertInvalid(images, labels, "label 1 is 10");
  }

  @Test
  void refusesIndicesOutside() throws IOException {
    Path images = raw(idx(new byte[] {1}, IMAGES, 1, 1, 1));
    IdxDataset dataset = IdxDataset.read(images, raw(idx(new byte[] {1}, LABELS, 1)), 10);
    ByteBuffer buffer = ByteBuffer.allocate(8);
    assertThatIllegalArgumentException().isThrownBy(() -> dataset.read(1, 0, buffer, buffer));
  }

  @Test
  void saysWhichFileIsMissing() {
    Path missing = directory.resolve("missing");
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> IdxDataset.read(missing, missing, 10))
        .withMessageContaining(missing.toString())
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ARTIFACT_UNAVAILABLE));
  }

  private static void assertInvalid(Path images, Path labels, String message) {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> IdxDataset.read(images, labels, 10))
        .withMessageContaining(message)
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  private static byte[] idx(byte[] data, int magic, int... dimensions) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + data.length).putInt(magic);
    for (int dimension : dimensions) {
      file.putInt(dimension);
    }
    return file.put(data).array();
  }

  private Path raw(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(directory, "idx", ""), bytes);
  }

  private Path gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream output = new GZIPOutputStream(compressed)) {
      output.write(bytes);
    }
    return raw(compressed.toByteArray());
  }
}
