package io.sampo.http.admin;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What somebody says in JSON about the module of a new version.
 *
 * @param version the wanted name; empty for the next number
 * @param signature as it is to be served: behind a plan, if one was given
 */
record VersionUpload(Optional<VersionName> version, Signature signature) {

  VersionUpload {
    requireNonNull(version, "version is null");
    requireNonNull(signature, "signature is null");
  }

  /**
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT with all faults
   */
  static VersionUpload read(byte[] json) {
    return JsonFields.read(json, "the specification of the version", VersionUpload::upload);
  }

  private static VersionUpload upload(JsonFields fields) {
    VersionName version = fields.has("version") ? fields.text("version", VersionName::new) : null;
    Signature module = fields.object("signature", VersionUpload::signature);
    PreprocessingPlan plan = fields.has("plan") ? fields.object("plan", PlanUpload::plan) : null;
    RawInput raw = fields.has("rawInput") ? fields.object("rawInput", PlanUpload::rawInput) : null;
    return fields.build(
        () -> new VersionUpload(Optional.ofNullable(version), served(module, plan, raw)));
  }

  private static Signature served(Signature module, PreprocessingPlan plan, RawInput raw) {
    if (plan != null) {
      return module.behind(plan, raw);
    }
    if (raw != null) {
      throw new IllegalArgumentException(
          "Expected a [plan] for the raw rows of [rawInput], but there is none");
    }
    return module;
  }

  private static Signature signature(JsonFields fields) {
    List<TensorSpec> inputs = fields.objects("inputs", VersionUpload::tensor);
    List<TensorSpec> outputs = fields.objects("outputs", VersionUpload::tensor);
    int maxBatchSize = fields.integer("maxBatchSize");
    List<String> labels = fields.has("labels") ? fields.texts("labels") : List.of();
    return fields.build(() -> new Signature(inputs, outputs, maxBatchSize, labels));
  }

  private static TensorSpec tensor(JsonFields fields) {
    String name = fields.text("name", Function.identity());
    DataType dataType = fields.constant("datatype", DataType.class);
    List<Long> shape = fields.longIntegers("shape");
    return fields.build(() -> new TensorSpec(name, dataType, Shape.of(shape)));
  }
}
