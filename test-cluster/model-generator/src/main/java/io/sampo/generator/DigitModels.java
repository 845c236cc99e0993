package io.sampo.generator;

/**
 * Two classifiers of handwritten digits: image FP32 {@code [N,1,28,28]}, ink from 0 (none) to 1, to
 * logits FP32 {@code [N,10]}. They standardize the ink themselves, so that whoever serves or trains
 * them scales bytes by 1/255 and does no more. Neither holds a buffer or draws random numbers, so
 * the parameters are the whole state.
 */
final class DigitModels {
  static final String SIGNATURE =
      """
      {
        "inputs": [{"name": "image", "datatype": "FP32", "shape": [1, 28, 28]}],
        "outputs": [{"name": "logits", "datatype": "FP32", "shape": [10]}],
        "maxBatchSize": 64,
        "labels": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
      }
      """;

  private DigitModels() {}

  /** Two convolutions and two dense layers, 20,522 parameters: the model of the demo. */
  static GeneratedModel convolutional() {
    SeededWeights weights = new SeededWeights(1);
    ScriptModule module =
        new ScriptModule("DigitsCnn")
            .parameter("conv1_weight", weights.layer(8, 25), 8, 1, 5, 5)
            .parameter("conv1_bias", SeededWeights.zeros(8), 8)
            .parameter("conv2_weight", weights.layer(16, 8 * 25), 16, 8, 5, 5)
            .parameter("conv2_bias", SeededWeights.zeros(16), 16)
            .parameter("fc1_weight", weights.layer(64, 256), 64, 256)
            .parameter("fc1_bias", SeededWeights.zeros(64), 64)
            .parameter("fc2_weight", weights.layer(10, 64), 10, 64)
            .parameter("fc2_bias", SeededWeights.zeros(10), 10)
            .method(
                """
                def forward(self, image: Tensor) -> Tensor:
                    x = (image - 0.1307) / 0.3081
                    x = torch.relu(torch.conv2d(x, self.conv1_weight, self.conv1_bias))
                    x = torch.max_pool2d(x, [2, 2])
                    x = torch.relu(torch.conv2d(x, self.conv2_weight, self.conv2_bias))
                    x = torch.max_pool2d(x, [2, 2])
                    x = torch.relu(torch.linear(x.flatten(1), self.fc1_weight, self.fc1_bias))
                    return torch.linear(x, self.fc2_weight, self.fc2_bias)
                """);
    return new GeneratedModel("digits-cnn", GeneratedModel.Home.DEMO, module, SIGNATURE);
  }

  /** One hidden layer, 101,770 parameters: another architecture for the same data. */
  static GeneratedModel perceptron() {
    SeededWeights weights = new SeededWeights(2);
    ScriptModule module =
        new ScriptModule("DigitsMlp")
            .parameter("fc1_weight", weights.layer(128, 784), 128, 784)
            .parameter("fc1_bias", SeededWeights.zeros(128), 128)
            .parameter("fc2_weight", weights.layer(10, 128), 10, 128)
            .parameter("fc2_bias", SeededWeights.zeros(10), 10)
            .method(
                """
                def forward(self, image: Tensor) -> Tensor:
                    x = (image.flatten(1) - 0.1307) / 0.3081
                    x = torch.relu(torch.linear(x, self.fc1_weight, self.fc1_bias))
                    return torch.linear(x, self.fc2_weight, self.fc2_bias)
                """);
    return new GeneratedModel("digits-mlp", GeneratedModel.Home.DEMO, module, SIGNATURE);
  }
}
