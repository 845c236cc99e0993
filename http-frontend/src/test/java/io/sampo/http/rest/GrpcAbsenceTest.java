package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import org.junit.jupiter.api.Test;

/** As long as there is no gRPC door, the HTTP door answers its calls as any unknown path. */
class GrpcAbsenceTest {

  @Test
  @Conformance(
      value = {"P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09"},
      verdict = Verdict.NOT_BUILT)
  void grpcIsNotBuilt() {
    try (ProtocolServer server = ProtocolServer.open()) {
      assertThat(server.post("/inference.GRPCInferenceService/ServerLive", "").statusCode())
          .isEqualTo(404);
    }
  }
}
