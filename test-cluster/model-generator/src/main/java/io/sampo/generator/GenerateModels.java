package io.sampo.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes each model as {@code NAME.pt} with {@code NAME.json} beside it. The one argument is the
 * root of the repository.
 */
public final class GenerateModels {
  private GenerateModels() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 1) {
      throw new IllegalArgumentException(
          "Expected the root of the repository as the one argument, but there were ["
              + arguments.length
              + "]");
    }
    Path root = Path.of(arguments[0]).toRealPath();
    for (GeneratedModel model : models()) {
      write(root, model);
    }
  }

  private static List<GeneratedModel> models() {
    return List.of(
        DigitModels.convolutional(),
        DigitModels.perceptron(),
        IdentityModels.bytes(),
        IdentityModels.floats(),
        SlowModel.create(),
        LinearModel.create(),
        LanguageModel.create(),
        IntegerGradientModel.create(),
        AwkwardModels.batchNormalized(),
        AwkwardModels.tied(),
        AwkwardModels.dictionary());
  }

  private static void write(Path root, GeneratedModel model) throws IOException {
    Path directory = root.resolve(model.home().path());
    Files.createDirectories(directory);
    Path module = directory.resolve(model.name() + ".pt");
    model.module().save(module);
    Files.writeString(directory.resolve(model.name() + ".json"), model.signature());
    System.out.println(root.relativize(module) + ": " + Files.size(module) + " bytes");
  }
}
