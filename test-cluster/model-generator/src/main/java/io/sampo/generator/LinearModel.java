package io.sampo.generator;

/**
 * A linear function of FP32 {@code [N,5]} to {@code [N,1]}, all zeros: what a regression whose
 * answer is known in closed form is trained with.
 */
final class LinearModel {
  private static final int INPUTS = 5;

  private LinearModel() {}

  static GeneratedModel create() {
    ScriptModule module =
        new ScriptModule("Linear")
            .parameter("weight", SeededWeights.zeros(INPUTS), 1, INPUTS)
            .parameter("bias", SeededWeights.zeros(1), 1)
            .method(
                """
                def forward(self, features: Tensor) -> Tensor:
                    return torch.linear(features, self.weight, self.bias)
                """);
    return new GeneratedModel(
        "linear",
        GeneratedModel.Home.EXAMPLES,
        module,
        """
        {
          "inputs": [{"name": "features", "datatype": "FP32", "shape": [5]}],
          "outputs": [{"name": "prediction", "datatype": "FP32", "shape": [1]}],
          "maxBatchSize": 64,
          "labels": []
        }
        """);
  }
}
