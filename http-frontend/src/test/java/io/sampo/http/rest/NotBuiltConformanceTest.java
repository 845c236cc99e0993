package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.http.conformance.Conformance;
import io.sampo.http.conformance.Verdict;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the protocol has and this server has not: refused as such, and not advertised. */
class NotBuiltConformanceTest {

  private static ProtocolServer server;

  @BeforeAll
  static void open() {
    server = ProtocolServer.open();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  private static void isNotBuilt(String method, String path) {
    HttpResponse<String> response =
        method.equals("GET") ? server.get(path) : server.post(path, "{}");
    assertThat(response.statusCode()).as(path).isEqualTo(501);
    assertThat(ProtocolServer.error(response)).contains("not supported");
  }

  private static void isNotAdvertised(String extension) {
    assertThat(server.get("/v2").body()).doesNotContain("\"" + extension);
  }

  @Test
  @Conformance(
      value = {"G01", "G02", "G03"},
      verdict = Verdict.NOT_BUILT)
  void generateIsNotBuilt() {
    isNotBuilt("POST", "/v2/models/m/generate");
  }

  @Test
  @Conformance(
      value = {"G04", "G05", "G06"},
      verdict = Verdict.NOT_BUILT)
  void generateStreamIsNotBuilt() {
    isNotBuilt("POST", "/v2/models/m/generate_stream");
  }

  @Test
  @Conformance(value = "L01", verdict = Verdict.NOT_BUILT)
  void traceSettingsAreNotBuilt() {
    isNotBuilt("GET", "/v2/trace/setting");
    isNotBuilt("POST", "/v2/models/m/trace/setting");
    isNotAdvertised("trace");
  }

  @Test
  @Conformance(value = "L02", verdict = Verdict.NOT_BUILT)
  void loggingSettingsAreNotBuilt() {
    isNotBuilt("GET", "/v2/logging");
    isNotBuilt("POST", "/v2/logging");
    isNotAdvertised("logging");
  }

  @Test
  @Conformance(value = "X01", verdict = Verdict.NOT_BUILT)
  void sharedMemoryIsNotBuilt() {
    for (String kind : List.of("systemsharedmemory", "cudasharedmemory")) {
      isNotBuilt("GET", "/v2/" + kind + "/status");
      isNotBuilt("POST", "/v2/" + kind + "/region/r/register");
      isNotBuilt("POST", "/v2/" + kind + "/unregister");
    }
    isNotAdvertised("system_shared_memory");
    isNotAdvertised("cuda_shared_memory");
  }
}
