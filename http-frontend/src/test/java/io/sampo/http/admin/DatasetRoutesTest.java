package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.http.admin.AdminServer.Answer;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetPreview;
import io.sampo.protocol.dataset.DatasetProtocol.PreviewDataset;
import io.sampo.protocol.dataset.DatasetProtocol.RegisterDataset;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.FeatureStatistics;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DatasetRoutesTest {

  private static final String DATASETS = "/api/v1/datasets";
  private static final byte[] IMAGES = "images".getBytes(StandardCharsets.UTF_8);
  private static final byte[] LABELS = "labels!".getBytes(StandardCharsets.UTF_8);

  private final AdminServer server = new AdminServer();

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void registersBothFilesUnderTheirRoles() {
    // given
    server.entities.answer(command -> Outcome.of(Examples.dataset()));

    // when
    Answer answer = server.post(DATASETS, form("digits-train"));

    // then
    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Location")).isEqualTo(DATASETS + "/digits-train");
    RegisterDataset registered = (RegisterDataset) server.entities.commands().remove();
    var files = registered.specification().files();
    assertThat(files).extracting("role").containsExactly("images", "labels");
    assertThat(server.artifacts.stored.get(files.get(0).artifact()).toArray()).isEqualTo(IMAGES);
    assertThat(server.artifacts.stored.get(files.get(1).artifact()).toArray()).isEqualTo(LABELS);
    assertThat(answer.response().body())
        .isEqualTo(
            """
            {"name":"digits-train","format":"IDX","samples":4000,"sampleShape":[1,28,28],\
            "classes":10,"files":[{"role":"images","artifact":"%1$s","bytes":100},\
            {"role":"labels","artifact":"%1$s","bytes":10}],\
            "registeredAt":"2026-02-03T04:00:00Z","targetType":"INT64","targetShape":[],\
            "csv":null,"raw":null,"preprocessing":{"missing":"REFUSE","constant":0.0,"scale":1.0,\
            "normalise":false,"unknownCategory":"REFUSE"},"split":null,"plan":null,"rawInput":null,\
            "statistics":{"features":[],"classes":[]}}\
            """
                .formatted(Examples.HASH));
  }

  @Test
  void tellsWhatTheEntityRefuses() {
    server.entities.answer(
        command -> Outcome.refused(ErrorCode.CONFLICT, "Expected the same files"));
    assertThat(server.post(DATASETS, form("digits-train")).status()).isEqualTo(409);

    server.entities.answer(
        command -> Outcome.refused(ErrorCode.ARTIFACT_INVALID, "Expected IDX files"));
    assertThat(server.post(DATASETS, form("digits-train")).status()).isEqualTo(422);
  }

  @Test
  void refusesAFormatThatNobodyKnows() {
    Answer answer =
        server.post(
            DATASETS,
            new Form()
                .text("spec", "{\"name\":\"a\",\"format\":\"PNG\"}")
                .file("images", IMAGES)
                .file("labels", LABELS));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("detail").asText())
        .isEqualTo("[format]: Expected one of [IDX, CSV, NPY, NPZ, RAW], but was [PNG]");
    assertThat(server.artifacts.stored).isEmpty();
  }

  @Test
  void describesADataset() {
    server.entities.answer(command -> Outcome.of(Examples.dataset()));

    assertThat(server.get(DATASETS + "/digits-train").json().path("samples").asInt())
        .isEqualTo(4000);
    assertThat(server.get(DATASETS).json().path("datasets").isArray()).isTrue();
  }

  @Test
  void registersTheFilesThatAFormatHas() {
    server.entities.answer(command -> Outcome.of(Examples.dataset()));
    String csv =
        """
        {"name": "houses", "format": "CSV",
         "csv": {"header": true, "columns": [
           {"name": "area", "kind": "NUMBER"},
           {"name": "price", "kind": "NUMBER", "role": "TARGET"}]}}
        """;

    assertThat(server.post(DATASETS, new Form().text("spec", csv).file("rows", IMAGES)).status())
        .isEqualTo(201);
    assertThat(roles()).containsExactly("rows");
    assertThat(
            server
                .post(
                    DATASETS,
                    new Form()
                        .file("targets", LABELS)
                        .file("inputs", IMAGES)
                        .text("spec", "{\"name\":\"waves\",\"format\":\"NPY\"}"))
                .status())
        .isEqualTo(201);
    assertThat(roles()).containsExactly("inputs", "targets");
  }

  private List<String> roles() {
    RegisterDataset registered = (RegisterDataset) server.entities.commands().remove();
    return registered.specification().files().stream().map(DatasetFile::role).toList();
  }

  @Test
  void namesAllFilesThatAreMissingOrTooManyAtOnce() {
    Answer answer =
        server.post(
            DATASETS,
            new Form()
                .file("images", IMAGES)
                .text("spec", "{\"name\":\"waves\",\"format\":\"NPY\"}"));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("detail").asText())
        .isEqualTo(
            "Expected the parts [spec, inputs, targets], but [inputs] is missing and [targets] is"
                + " missing and [images] is none of them");
  }

  @Test
  void showsTheFirstSamples() {
    // given
    server.entities.answer(
        command ->
            Outcome.of(
                new DatasetPreview(
                    Tensor.ofFloats("inputs", Shape.of(2, 2), 1, 2.5f, 3, 4),
                    Tensor.wrap(
                        "targets",
                        DataType.INT64,
                        Shape.of(2, 1),
                        new byte[] {7, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0}))));

    // when
    Answer answer = server.get(DATASETS + "/digits-train/preview?rows=2");
    Answer byDefault = server.get(DATASETS + "/digits-train/preview");
    Answer nonsense = server.get(DATASETS + "/digits-train/preview?rows=all");

    // then
    assertThat(answer.response().body())
        .isEqualTo(
            """
            {"rows":[{"inputs":[1.0,2.5],"targets":[7]},{"inputs":[3.0,4.0],"targets":[9]}]}\
            """);
    assertThat(((PreviewDataset) server.entities.commands().remove()).rows()).isEqualTo(2);
    assertThat(byDefault.status()).isEqualTo(200);
    assertThat(((PreviewDataset) server.entities.commands().remove()).rows()).isEqualTo(5);
    assertThat(nonsense.status()).isEqualTo(422);
    assertThat(nonsense.json().path("detail").asText())
        .isEqualTo("Expected [rows] to be an integer, but was [all]");
  }

  @Test
  void describesPlanAndStatisticsOfASingleDatasetOnly() {
    // given
    DatasetSummary plain = Examples.dataset();
    DatasetSummary prepared =
        new DatasetSummary(
            plain.specification(),
            2,
            Shape.of(1),
            0,
            Examples.AT,
            DataType.FP32,
            Shape.of(),
            new PreprocessingPlan(
                1,
                List.of(FeaturePlan.ofNumber("area", Double.NaN, 2, 0.5)),
                1,
                false,
                UnknownCategory.ZERO),
            new DatasetStatistics(
                List.of(new FeatureStatistics("area", 2, 2, 0.5, 1.5, 2.5)), List.of()));
    server.entities.answer(command -> Outcome.of(prepared));

    // when
    JsonNode described = server.get(DATASETS + "/digits-train").json();
    JsonNode brief = DatasetJson.brief(prepared);

    // then
    assertThat(described.path("targetType").asText()).isEqualTo("FP32");
    assertThat(described.path("plan").path("features").get(0).toString())
        .isEqualTo(
            """
            {"name":"area","kind":"NUMBER","fill":null,"mean":2.0,"standardDeviation":0.5,\
            "categories":[]}\
            """);
    assertThat(described.path("rawInput").toString())
        .isEqualTo("{\"datatype\":\"UINT8\",\"shape\":[1],\"divisor\":255.0}");
    assertThat(described.path("statistics").path("features").get(0).toString())
        .isEqualTo(
            """
            {"name":"area","count":2,"mean":2.0,"standardDeviation":0.5,"minimum":1.5,\
            "maximum":2.5}\
            """);
    assertThat(brief.has("plan")).isFalse();
    assertThat(brief.has("statistics")).isFalse();
  }

  private static Form form(String name) {
    return new Form()
        .file("labels", LABELS)
        .text("spec", "{\"name\":\"" + name + "\",\"format\":\"IDX\"}")
        .file("images", IMAGES);
  }
}
