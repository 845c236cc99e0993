package io.sampo.node.training;

import io.sampo.node.training.data.Dataset;
import io.sampo.node.training.data.IdxDataset;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The digits and the modules that learn them, as files of a test. */
public final class TrainingFiles {
  public static final Signature DIGITS =
      new Signature(
          List.of(new TensorSpec("image", DataType.FP32, Shape.of(1, 28, 28))),
          List.of(new TensorSpec("logits", DataType.FP32, Shape.of(10))),
          64,
          List.of());

  private final Path directory;

  public TrainingFiles(Path directory) {
    this.directory = directory;
  }

  public Path trainingImages() {
    return resource("/demo/data/train-images-idx3-ubyte.gz");
  }

  public Path trainingLabels() {
    return resource("/demo/data/train-labels-idx1-ubyte.gz");
  }

  public Path heldOutImages() {
    return resource("/demo/data/test-images-idx3-ubyte.gz");
  }

  public Path heldOutLabels() {
    return resource("/demo/data/test-labels-idx1-ubyte.gz");
  }

  public Dataset training() {
    return IdxDataset.read(trainingImages(), trainingLabels(), 10);
  }

  public Path perceptron() {
    return resource("/demo/digits-mlp.pt");
  }

  public Path convolution() {
    return resource("/demo/digits-cnn.pt");
  }

  public Path integerGradient() {
    return resource("/models/integer-gradient.pt");
  }

  public Path batchNormalisation() {
    return resource("/models/batch-norm.pt");
  }

  private Path resource(String name) {
    Path copy = directory.resolve(name.substring(name.lastIndexOf('/') + 1));
    if (Files.exists(copy)) {
      return copy;
    }
    try (InputStream in = TrainingFiles.class.getResourceAsStream(name)) {
      Files.copy(in, copy);
      return copy;
    } catch (IOException e) {
      throw new IllegalStateException("Expected to copy [" + name + "]", e);
    }
  }
}
