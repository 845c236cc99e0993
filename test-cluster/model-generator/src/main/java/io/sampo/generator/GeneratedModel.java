package io.sampo.generator;

import static java.util.Objects.requireNonNull;

/**
 * One model to write.
 *
 * @param name the stem of both file names
 * @param signature what TorchScript does not know, as the JSON text of the file beside the module;
 *     shapes are those of one item, unless {@code maxBatchSize} is 0
 */
record GeneratedModel(String name, Home home, ScriptModule module, String signature) {
  GeneratedModel {
    requireNonNull(name, "name is null");
    requireNonNull(home, "home is null");
    requireNonNull(module, "module is null");
    requireNonNull(signature, "signature is null");
  }

  /** Where a model lives: those of demo, examples and benchmark are shipped with the product. */
  enum Home {
    DEMO("config/src/main/resources/demo"),
    EXAMPLES("config/src/main/resources/example"),
    BENCHMARK("config/src/main/resources/benchmark"),
    TESTS("cluster-node/src/test/resources/models");

    private final String path;

    Home(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }
}
