package io.sampo.generator;

/** Models that a trainer or a server must notice, refuse or treat with care. */
final class AwkwardModels {
  private static final String SIGNATURE =
      """
      {
        "inputs": [{"name": "input", "datatype": "FP32", "shape": [4]}],
        "outputs": [{"name": "output", "datatype": "FP32", "shape": [2]}],
        "maxBatchSize": 64,
        "labels": []
      }
      """;

  private AwkwardModels() {}

  /** Draws random numbers and changes two buffers in training mode; neither in evaluation mode. */
  static GeneratedModel batchNormalized() {
    SeededWeights weights = new SeededWeights(4);
    ScriptModule module =
        new ScriptModule("BatchNormalized")
            .parameter("weight", weights.uniform(2 * 4, 1.0), 2, 4)
            .parameter("bias", SeededWeights.zeros(2), 2)
            .buffer("running_mean", SeededWeights.zeros(4), 4)
            .buffer("running_variance", new float[] {1, 1, 1, 1}, 4)
            .method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    x = torch.batch_norm(x, None, None, self.running_mean, self.running_variance, self.training, 0.1, 1e-05, False)
                    x = torch.dropout(x, 0.5, self.training)
                    return torch.linear(x, self.weight, self.bias)
                """);
    return new GeneratedModel("batch-norm", GeneratedModel.Home.TESTS, module, SIGNATURE);
  }

  /** One parameter under two names. */
  static GeneratedModel tied() {
    SeededWeights weights = new SeededWeights(5);
    ScriptModule module =
        new ScriptModule("Tied")
            .parameter("encoder", weights.uniform(2 * 4, 1.0), 2, 4)
            .alias("decoder", "encoder")
            .method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    return torch.linear(torch.matmul(torch.linear(x, self.encoder), self.decoder), self.encoder)
                """);
    return new GeneratedModel("tied-weights", GeneratedModel.Home.TESTS, module, SIGNATURE);
  }

  /**
   * Two inputs and two named results, of different types, given in another order than asked for.
   */
  static GeneratedModel dictionary() {
    ScriptModule module =
        new ScriptModule("Dictionary")
            .method(
                """
                def forward(self, minuend: Tensor, subtrahend: Tensor) -> Dict[str, Tensor]:
                    difference = minuend - subtrahend
                    return {"positive": difference > 0.0, "difference": difference}
                """);
    return new GeneratedModel(
        "dictionary",
        GeneratedModel.Home.TESTS,
        module,
        """
        {
          "inputs": [
            {"name": "minuend", "datatype": "FP32", "shape": [-1]},
            {"name": "subtrahend", "datatype": "FP32", "shape": [-1]}
          ],
          "outputs": [
            {"name": "difference", "datatype": "FP32", "shape": [-1]},
            {"name": "positive", "datatype": "BOOL", "shape": [-1]}
          ],
          "maxBatchSize": 0,
          "labels": []
        }
        """);
  }
}
