package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.admin.AdminServer.Answer;
import io.sampo.protocol.dataset.DatasetProtocol.RegisterDataset;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import java.nio.charset.StandardCharsets;
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
            "registeredAt":"2026-02-03T04:00:00Z"}\
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
                .text("spec", "{\"name\":\"a\",\"format\":\"CSV\"}")
                .file("images", IMAGES)
                .file("labels", LABELS));

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json().path("detail").asText())
        .isEqualTo("[format]: Expected one of [IDX], but was [CSV]");
    assertThat(server.artifacts.stored).isEmpty();
  }

  @Test
  void describesADataset() {
    server.entities.answer(command -> Outcome.of(Examples.dataset()));

    assertThat(server.get(DATASETS + "/digits-train").json().path("samples").asInt())
        .isEqualTo(4000);
    assertThat(server.get(DATASETS).json().path("datasets").isArray()).isTrue();
  }

  private static Form form(String name) {
    return new Form()
        .file("labels", LABELS)
        .text("spec", "{\"name\":\"" + name + "\",\"format\":\"IDX\"}")
        .file("images", IMAGES);
  }
}
