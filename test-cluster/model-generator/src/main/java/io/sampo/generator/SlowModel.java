package io.sampo.generator;

/**
 * A model whose forward costs some milliseconds whatever the batch, as a large model on a small
 * batch does: what batching, deadlines and queues are measured with. FP32 {@code [N,16]} comes back
 * unchanged.
 */
final class SlowModel {
  private SlowModel() {}

  static GeneratedModel create() {
    // Every entry is 1/256, so the product of two such matrices is the same matrix again and stays
    // finite however often it is taken. The result reaches the output, times zero: no optimizer of
    // TorchScript may drop it.
    ScriptModule module =
        new ScriptModule("Slow")
            .method(
                """
                def forward(self, x: Tensor) -> Tensor:
                    work = torch.full([256, 256], 0.00390625, device=x.device)
                    for turn in range(16):
                        work = torch.matmul(work, work)
                    return x + 0.0 * work[0, 0]
                """);
    return new GeneratedModel(
        "slow",
        GeneratedModel.Home.BENCHMARK,
        module,
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
