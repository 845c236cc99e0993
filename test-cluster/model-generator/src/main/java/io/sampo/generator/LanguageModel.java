package io.sampo.generator;

/**
 * A decoder-only transformer over bytes, 279,424 parameters: bytes FP32 {@code [N,64]}, whole
 * numbers from 0 to 255, to logits FP32 {@code [N,64,256]} of the byte behind each of them. What
 * stands at a position depends on the bytes up to it alone, so a shorter text is padded at its end
 * with anything.
 *
 * <p>Learned embeddings of bytes and positions, blocks that normalize before they attend and before
 * they compute (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019), and a
 * head of its own: a trained parameter has one name. Initialization is that of the same paper:
 * normal with a deviation of 0.02, divided by the square root of the number of residual layers
 * where a block adds to the residual. No dropout, hence the same in training and in evaluation.
 */
final class LanguageModel {
  private static final int CONTEXT = 64;
  private static final int BYTES = 256;
  private static final int WIDTH = 96;
  private static final int HEADS = 4;
  private static final int BLOCKS = 2;
  private static final double DEVIATION = 0.02;

  /** Attention and perceptron of every block. */
  private static final double RESIDUAL_DEVIATION = DEVIATION / Math.sqrt(2 * BLOCKS);

  private LanguageModel() {}

  static GeneratedModel create() {
    SeededWeights weights = new SeededWeights(4);
    ScriptModule module =
        new ScriptModule("Language")
            .parameter("byte", weights.normal(BYTES * WIDTH, DEVIATION), BYTES, WIDTH)
            .parameter("position", weights.normal(CONTEXT * WIDTH, DEVIATION), CONTEXT, WIDTH);
    for (int block = 0; block < BLOCKS; block++) {
      addBlock(module, "block" + block, weights);
    }
    addNorm(module, "norm");
    addLinear(module, "head", weights.normal(BYTES * WIDTH, DEVIATION), BYTES);
    defineParts(module);
    defineForward(module);
    return new GeneratedModel(
        "language",
        GeneratedModel.Home.EXAMPLES,
        module,
        """
        {
          "inputs": [{"name": "bytes", "datatype": "FP32", "shape": [64]}],
          "outputs": [{"name": "logits", "datatype": "FP32", "shape": [64, 256]}],
          "maxBatchSize": 64,
          "labels": []
        }
        """);
  }

  private static void addBlock(ScriptModule module, String name, SeededWeights weights) {
    int square = WIDTH * WIDTH;
    addNorm(module, name + "_norm1");
    addLinear(module, name + "_attend", weights.normal(3 * square, DEVIATION), 3 * WIDTH);
    addLinear(module, name + "_mix", weights.normal(square, RESIDUAL_DEVIATION), WIDTH);
    addNorm(module, name + "_norm2");
    addLinear(module, name + "_widen", weights.normal(4 * square, DEVIATION), 4 * WIDTH);
    addLinear(module, name + "_narrow", weights.normal(4 * square, RESIDUAL_DEVIATION), WIDTH);
  }

  private static void addNorm(ScriptModule module, String name) {
    module
        .parameter(name + "_weight", SeededWeights.ones(WIDTH), WIDTH)
        .parameter(name + "_bias", SeededWeights.zeros(WIDTH), WIDTH);
  }

  private static void addLinear(ScriptModule module, String name, float[] weight, int outputs) {
    module
        .parameter(name + "_weight", weight, outputs, weight.length / outputs)
        .parameter(name + "_bias", SeededWeights.zeros(outputs), outputs);
  }

  private static void defineParts(ScriptModule module) {
    module
        .method(
            """
            def norm(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
                return torch.layer_norm(x, [%d], weight, bias)
            """
                .formatted(WIDTH))
        .method(
            """
            def heads(self, x: Tensor) -> Tensor:
                n = x.size(0)
                heads = x.view([n, %1$d, 3, %2$d, %3$d]).permute([2, 0, 3, 1, 4])
                mixed = torch.scaled_dot_product_attention(heads[0], heads[1], heads[2], None, 0.0, True)
                return mixed.transpose(1, 2).reshape([n, %1$d, %4$d])
            """
                .formatted(CONTEXT, HEADS, WIDTH / HEADS, WIDTH));
  }

  /** To TorchScript the type of whole numbers, torch.long, is the number 4. */
  private static void defineForward(ScriptModule module) {
    StringBuilder blocks = new StringBuilder();
    for (int block = 0; block < BLOCKS; block++) {
      blocks.append(
          """
              y = self.norm(x, self.block%1$d_norm1_weight, self.block%1$d_norm1_bias)
              y = self.heads(torch.linear(y, self.block%1$d_attend_weight, self.block%1$d_attend_bias))
              x = x + torch.linear(y, self.block%1$d_mix_weight, self.block%1$d_mix_bias)
              y = self.norm(x, self.block%1$d_norm2_weight, self.block%1$d_norm2_bias)
              y = torch.gelu(torch.linear(y, self.block%1$d_widen_weight, self.block%1$d_widen_bias))
              x = x + torch.linear(y, self.block%1$d_narrow_weight, self.block%1$d_narrow_bias)
          """
              .formatted(block));
    }
    module.method(
        """
        def forward(self, bytes: Tensor) -> Tensor:
            x = torch.embedding(self.byte, bytes.to(4)) + self.position
        %s
            x = self.norm(x, self.norm_weight, self.norm_bias)
            return torch.linear(x, self.head_weight, self.head_bias)
        """
            .formatted(blocks));
  }
}
