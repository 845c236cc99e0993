package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.http.admin.AdminServer.Answer;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelProtocol.RollBackDeployment;
import io.sampo.protocol.serving.ModelSummary;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RollBackRouteTest {

  private final AdminServer server = new AdminServer();

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void rollsADeploymentBackAndShowsTheOneBeforeThat() {
    // given
    ModelSummary model = Examples.model();
    server.entities.answer(
        command ->
            Outcome.of(
                new ModelSummary(
                    model.name(),
                    model.versions(),
                    model.deployment(),
                    Deployment.of(new VersionName("1"), 5),
                    model.replicas(),
                    List.of(),
                    List.of(),
                    7)));

    // when
    Answer rolledBack = server.send("POST", "/api/v1/models/digits/deployment/rollback", "");

    // then
    assertThat(rolledBack.status()).isEqualTo(200);
    JsonNode previous = rolledBack.json().path("previousDeployment");
    assertThat(previous.path("weights").path("1").asInt()).isEqualTo(1);
    assertThat(previous.path("replicas").path("maximum").asInt()).isEqualTo(5);
    assertThat(server.entities.commands().remove())
        .isInstanceOfSatisfying(
            RollBackDeployment.class,
            command -> assertThat(command.at()).isEqualTo(AdminServer.NOW));
  }

  @Test
  void saysWhyThereIsNothingToRollBackTo() {
    server.entities.answer(
        command -> Outcome.refused(ErrorCode.CONFLICT, "Expected an earlier deployment"));

    Answer refused = server.send("POST", "/api/v1/models/digits/deployment/rollback", "");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().path("code").asText()).isEqualTo("CONFLICT");
    assertThat(refused.json().path("detail").asText()).isEqualTo("Expected an earlier deployment");
  }
}
