package io.sampo.generator;

/**
 * A classifier of digits whose gradients are exact in FP32, so that they are the same bits in
 * whatever order they are added up: over samples in a forward, over micro-batches, over workers.
 * Parameters after any number of steps are then bit-equal for any number of workers, with any
 * optimizer that is a function of the added-up gradient. Same input, output and loss (softmax cross
 * entropy on class labels) as the other digit models; ink above one half counts as 1, else 0.
 *
 * <p>How each value stays a small integer times a power of two, which FP32 adds and multiplies
 * without rounding below 2^24 units:
 *
 * <ul>
 *   <li>The forward uses weights rounded to multiples of 1/8 within ±1, activations rounded to
 *       multiples of 1/4 within [0, 3.75], and inputs of 0 or 1: sums stay below 2^13 units, so
 *       that every rounding and comparison decides alike in every kernel. Parameters themselves
 *       move freely; the gradient passes the rounding unchanged (straight-through estimator, Bengio
 *       et al., 2013).
 *   <li>Logits are integers times 128 and no two of a sample are equal: half steps of the score,
 *       ties broken by the class. The exponential of any difference underflows to 0, hence softmax
 *       is exactly one-hot and the gradient of the cross entropy exactly -1, 0 or 1 (the perceptron
 *       rule). It reaches the scores with slope 1. Losses are large but exact integers.
 *   <li>Backward, in units: below 2^5 of 1/8 behind the last layer, below 2^14 of 1/64 behind the
 *       middle one, so that the gradient sums of a global batch of up to 1,024 samples are exact.
 *       Dividing by the batch once, after the sum, is exact for powers of two and the same bits
 *       anyway; dividing each sample's loss before is exact for powers of two only.
 * </ul>
 *
 * <p>The bound on the batch is the worst case of saturated weights.
 */
final class IntegerGradientModel {
  private static final double INITIAL_BOUND = 0.25;

  private IntegerGradientModel() {}

  static GeneratedModel create() {
    SeededWeights weights = new SeededWeights(3);
    ScriptModule module =
        new ScriptModule("IntegerGradient")
            .parameter("fc1_weight", weights.uniform(64 * 784, INITIAL_BOUND), 64, 784)
            .parameter("fc1_bias", SeededWeights.zeros(64), 64)
            .parameter("fc2_weight", weights.uniform(64 * 64, INITIAL_BOUND), 64, 64)
            .parameter("fc2_bias", SeededWeights.zeros(64), 64)
            .parameter("fc3_weight", weights.uniform(10 * 64, INITIAL_BOUND), 10, 64)
            .parameter("fc3_bias", SeededWeights.zeros(10), 10);
    defineRounding(module);
    defineForward(module);
    return new GeneratedModel(
        "integer-gradient", GeneratedModel.Home.TESTS, module, DigitModels.SIGNATURE);
  }

  /** In both, the part in brackets is exactly zero and there for its gradient alone. */
  private static void defineRounding(ScriptModule module) {
    module
        .method(
            """
            def rounded_weight(self, weight: Tensor) -> Tensor:
                grid = torch.round(weight.detach().clamp(-1.0, 1.0) * 8.0) / 8.0
                return grid + (weight - weight.detach())
            """)
        .method(
            """
            def activation(self, x: Tensor) -> Tensor:
                bounded = x.clamp(0.0, 3.75)
                grid = torch.round(bounded.detach() * 4.0) / 4.0
                return grid + (bounded - bounded.detach())
            """);
  }

  private static void defineForward(ScriptModule module) {
    module
        .method(
            """
            def layer(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
                return torch.linear(x, self.rounded_weight(weight), self.rounded_weight(bias))
            """)
        .method(
            """
            def forward(self, image: Tensor) -> Tensor:
                x = (image.flatten(1) > 0.5).to(image.dtype)
                x = self.activation(self.layer(x, self.fc1_weight, self.fc1_bias))
                x = self.activation(self.layer(x, self.fc2_weight, self.fc2_bias))
                score = self.layer(x, self.fc3_weight, self.fc3_bias)
                half_steps = torch.round(score.detach().clamp(-32.0, 31.5) * 2.0)
                tie_break = torch.arange(10, device=image.device)
                logits = (half_steps * 16.0 + tie_break) * 128.0
                return logits + (score - score.detach())
            """);
  }
}
