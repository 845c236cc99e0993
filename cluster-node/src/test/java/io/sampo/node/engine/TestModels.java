package io.sampo.node.engine;

import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The committed TorchScript files and their signatures, as files that native code can open. */
public enum TestModels {
  DIGITS_CNN("demo/digits-cnn.pt", digits()),
  DIGITS_MLP("demo/digits-mlp.pt", digits()),
  INTEGER_GRADIENT("models/integer-gradient.pt", digits()),
  LANGUAGE("example/language.pt", language()),
  IDENTITY_FP32("benchmark/identity-fp32.pt", batched(DataType.FP32, 16, 16)),
  IDENTITY_UINT8("benchmark/identity-uint8.pt", unbatched(DataType.UINT8)),
  SLOW("benchmark/slow.pt", batched(DataType.FP32, 16, 16)),
  BATCH_NORM("models/batch-norm.pt", batched(DataType.FP32, 4, 2)),
  TIED_WEIGHTS("models/tied-weights.pt", batched(DataType.FP32, 4, 2)),
  DICTIONARY("models/dictionary.pt", dictionary());

  private final String resource;
  private final Signature signature;

  TestModels(String resource, Signature signature) {
    this.resource = resource;
    this.signature = signature;
  }

  public Signature signature() {
    return signature;
  }

  /** A copy in the directory, since a resource may lie in a jar. */
  public Path copyTo(Path directory) {
    Path file = directory.resolve(Path.of(resource).getFileName());
    try (InputStream source = getClass().getClassLoader().getResourceAsStream(resource)) {
      if (source == null) {
        throw new IllegalStateException("Expected resource [" + resource + "], but it is missing");
      }
      if (!Files.exists(file)) {
        Files.copy(source, file);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Signature digits() {
    return new Signature(
        List.of(new TensorSpec("image", DataType.FP32, Shape.of(1, 28, 28))),
        List.of(new TensorSpec("logits", DataType.FP32, Shape.of(10))),
        64,
        List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
  }

  private static Signature language() {
    return new Signature(
        List.of(new TensorSpec("bytes", DataType.FP32, Shape.of(64))),
        List.of(new TensorSpec("logits", DataType.FP32, Shape.of(64, 256))),
        64,
        List.of());
  }

  private static Signature batched(DataType dataType, long inputs, long outputs) {
    return new Signature(
        List.of(new TensorSpec("input", dataType, Shape.of(inputs))),
        List.of(new TensorSpec("output", dataType, Shape.of(outputs))),
        64,
        List.of());
  }

  private static Signature unbatched(DataType dataType) {
    return new Signature(
        List.of(new TensorSpec("input", dataType, Shape.of(-1))),
        List.of(new TensorSpec("output", dataType, Shape.of(-1))),
        0,
        List.of());
  }

  private static Signature dictionary() {
    return new Signature(
        List.of(
            new TensorSpec("minuend", DataType.FP32, Shape.of(-1)),
            new TensorSpec("subtrahend", DataType.FP32, Shape.of(-1))),
        List.of(
            new TensorSpec("difference", DataType.FP32, Shape.of(-1)),
            new TensorSpec("positive", DataType.BOOL, Shape.of(-1))),
        0,
        List.of());
  }
}
