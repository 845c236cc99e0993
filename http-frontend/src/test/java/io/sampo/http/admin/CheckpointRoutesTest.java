package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.admin.AdminServer.Answer;
import io.sampo.protocol.error.Outcome;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CheckpointRoutesTest {

  private static final String CHECKPOINTS = "/api/v1/jobs/first/checkpoints";

  private final AdminServer server = new AdminServer();

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void listsWhatAJobKeeps() {
    // given
    server.entities.answer(command -> Outcome.of(Examples.completedJob()));

    // when
    Answer answer = server.get(CHECKPOINTS);

    // then
    assertThat(answer.json().toString())
        .isEqualTo(
            ("{\"checkpoints\":[{\"step\":192,\"module\":\"%s\",\"moduleBytes\":1234,"
                    + "\"parameters\":\"%s\",\"parametersBytes\":9}]}")
                .formatted(Examples.HASH, Examples.PARAMETERS));
  }

  @Test
  void givesTheParametersAsAFile() {
    // given
    server.entities.answer(command -> Outcome.of(Examples.completedJob()));
    server.artifacts.stored.put(Examples.PARAMETERS, ByteString.fromString("123456789"));

    // when
    Answer answer = server.get(CHECKPOINTS + "/192/parameters");

    // then
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.response().body()).isEqualTo("123456789");
    assertThat(answer.header("Content-Length")).isEqualTo("9");
    assertThat(answer.header("Content-Disposition")).contains("first-step-192.safetensors");
  }

  @Test
  void refusesAStepThatIsNotKept() {
    // given
    server.entities.answer(command -> Outcome.of(Examples.completedJob()));

    // when
    Answer answer = server.get(CHECKPOINTS + "/191/parameters");

    // then
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().path("detail").asText()).contains("keeps none of step [191]");
  }

  @Test
  void saysThatParametersAreGone() {
    server.entities.answer(command -> Outcome.of(Examples.completedJob()));

    assertThat(server.get(CHECKPOINTS + "/192/parameters").status()).isEqualTo(503);
  }
}
