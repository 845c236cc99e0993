package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.VersionSpecification;
import io.sampo.protocol.serving.VersionState;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanUploadTest {
  private static final String SIGNATURE =
      """
      "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[4]}],
                   "outputs":[{"name":"y","datatype":"FP32","shape":[1]}],"maxBatchSize":8}
      """;

  /** Each field at something else than its default. */
  private static final PreprocessingPlan HOUSES =
      new PreprocessingPlan(
          3,
          List.of(
              FeaturePlan.ofNumber("area", 3.5, 2, 0.5),
              FeaturePlan.ofCategories("city", List.of("Turku", "Oulu")),
              FeaturePlan.ofNumber("age", Double.NaN, 0, 1)),
          0.25,
          true,
          UnknownCategory.ZERO);

  private static final Signature MODULE =
      new Signature(
          List.of(new TensorSpec("x", DataType.FP32, Shape.of(4))),
          List.of(new TensorSpec("y", DataType.FP32, Shape.of(1))),
          8,
          List.of());

  @Test
  void readsWhatIsShownOfAVersion() {
    assertThat(uploaded(MODULE.behind(HOUSES, null))).isEqualTo(MODULE.behind(HOUSES, null));
    PreprocessingPlan pixels =
        new PreprocessingPlan(
            4,
            List.of(FeaturePlan.ofNumber("all", Double.NaN, 0.5, 0.25)),
            1,
            false,
            UnknownCategory.REFUSE);
    Signature images = MODULE.behind(pixels, new RawInput(DataType.UINT8, Shape.of(2, 2), 255));
    Signature reshaped = MODULE.behind(pixels, new RawInput(DataType.UINT8, Shape.of(4), 255));
    assertThat(uploaded(images)).isEqualTo(images).isNotEqualTo(reshaped);
    assertThat(uploaded(MODULE)).isEqualTo(MODULE);
  }

  @Test
  void showsWhatRequestsBringBesideWhatTheModuleTakes() {
    ObjectNode json = shown(MODULE.behind(HOUSES, null));

    assertThat(json.path("signature").path("inputs").toString())
        .isEqualTo("[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[4]}]");
    assertThat(json.path("servedInputs").toString())
        .isEqualTo(
            """
            [{"name":"area","datatype":"FP64","shape":[]},\
            {"name":"city","datatype":"BYTES","shape":[]},\
            {"name":"age","datatype":"FP64","shape":[]}]\
            """);
  }

  /** As the catalog holds it. */
  @Test
  void showsNoPlanInACopyThatIsHeldEverywhere() {
    ObjectNode json = shown(MODULE.behind(HOUSES, null).brief());

    assertThat(json.path("plan").isNull()).isTrue();
    assertThat(json.path("servedInputs")).hasSize(3);
  }

  @Test
  void refusesPlansThatCannotBeApplied() {
    assertRefused("\"rawInput\":{\"datatype\":\"UINT8\",\"shape\":[4]}", "Expected a [plan]");
    assertRefused(
        "\"plan\":{\"features\":[{\"name\":\"a\",\"kind\":\"NUMBER\"}]}",
        "Expected a plan that makes inputs of shape [4], but it makes 1 numbers");
    assertRefused(
        "\"plan\":{\"features\":[{\"name\":\"a\",\"kind\":\"NUMBER\",\"standardDeviation\":0}]}",
        "Expected a standardDeviation that is finite and not 0, but was [0.0]");
    assertRefused(
        "\"plan\":{\"features\":[{\"name\":\"a\",\"kind\":\"CATEGORY\",\"categories\":[\"b\",\"b\"]}]}",
        "Expected different categories");
    assertRefused("\"plan\":{\"features\":[],\"scale\":0}", "Expected a scale");
    assertRefused(
        "\"plan\":{\"features\":[{\"name\":\"a\",\"kind\":\"NUMBER\"}],\"featureCount\":5},"
            + "\"rawInput\":{\"datatype\":\"BYTES\",\"shape\":[5]}",
        "but was [BYTES]");
    assertRefused(
        "\"plan\":{\"features\":[{\"name\":\"a\",\"kind\":\"NUMBER\",\"clip\":1}]}",
        "[plan.features[0].clip]");
  }

  private static void assertRefused(String fields, String message) {
    assertThatThrownBy(() -> read("{" + SIGNATURE + "," + fields + "}"))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            PlatformException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
  }

  private static Signature uploaded(Signature signature) {
    ObjectNode json = shown(signature);
    json.retain("signature", "plan", "rawInput");
    return read(json.toString());
  }

  private static ObjectNode shown(Signature signature) {
    VersionSpecification version =
        new VersionSpecification(
            new VersionName("1"),
            new ArtifactHash("a".repeat(64)),
            1,
            signature,
            "upload",
            Examples.AT);
    return ModelJson.version(new VersionSummary(version, VersionState.AVAILABLE, ""));
  }

  private static Signature read(String json) {
    return VersionUpload.read(json.getBytes(StandardCharsets.UTF_8)).signature();
  }
}
