package io.sampo.generator;

/**
 * Models that give back a copy of what they got, to test and measure the way through the platform
 * rather than the model.
 */
final class IdentityModels {
  private static final String SCRIPT =
      """
      def forward(self, x: Tensor) -> Tensor:
          return x.clone()
      """;

  private IdentityModels() {}

  /** UINT8 of any length, without a batch dimension. */
  static GeneratedModel bytes() {
    return new GeneratedModel(
        "identity-uint8",
        GeneratedModel.Home.BENCHMARK,
        new ScriptModule("IdentityBytes").method(SCRIPT),
        """
        {
          "inputs": [{"name": "input", "datatype": "UINT8", "shape": [-1]}],
          "outputs": [{"name": "output", "datatype": "UINT8", "shape": [-1]}],
          "maxBatchSize": 0,
          "labels": []
        }
        """);
  }

  /** FP32 {@code [N,16]}. */
  static GeneratedModel floats() {
    return new GeneratedModel(
        "identity-fp32",
        GeneratedModel.Home.BENCHMARK,
        new ScriptModule("IdentityFloats").method(SCRIPT),
        """
        {
          "inputs": [{"name": "input", "datatype": "FP32", "shape": [16]}],
          "outputs": [{"name": "output", "datatype": "FP32", "shape": [16]}],
          "maxBatchSize": 64,
          "labels": []
        }
        """);
  }
}
