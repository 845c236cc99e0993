package io.sampo.deploy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeKubernetesApiTest {

  private static final String COORDINATORS =
      "/api/v1/namespaces/sampo/pods?labelSelector="
          + "app.kubernetes.io/name%3Dsampo,app.kubernetes.io/component%3Dcoordinator";

  private FakeKubernetesApi api;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    api = FakeKubernetesApi.start();
    client = HttpClient.newBuilder().sslContext(trusting(api.certificate())).build();
    api.add(PodTemplate.of(Component.COORDINATOR).describe("c-0", "127.9.9.1", "Running"));
    api.add(PodTemplate.of(Component.COORDINATOR).describe("c-1", "127.9.9.2", "Pending"));
    api.add(PodTemplate.of(Component.COMPUTE).describe("w-0", "127.9.9.3", "Running"));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void listsPodsByLabelWithAddressAndPhase() throws Exception {
    HttpResponse<String> answer = ask(COORDINATORS, api.issueToken("c-0"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode status = new ObjectMapper().readTree(answer.body()).path("items");
    assertThat(status.findValuesAsText("podIP"))
        .containsExactlyInAnyOrder("127.9.9.1", "127.9.9.2");
    assertThat(status.findValuesAsText("phase")).containsExactlyInAnyOrder("Running", "Pending");
  }

  @Test
  void showsAChangedPhaseAndForgetsADeletedPod() throws Exception {
    api.setPhase("c-1", "Running");
    api.delete("c-0");

    JsonNode list = new ObjectMapper().readTree(ask(COORDINATORS, api.issueToken("c-1")).body());
    assertThat(list.path("items").findValuesAsText("podIP")).containsExactly("127.9.9.2");
    assertThat(list.path("items").findValuesAsText("phase")).containsExactly("Running");
  }

  @Test
  void refusesWhoHasNoTokenAndWhatATokenIsNotFor() throws Exception {
    String token = api.issueToken("c-0");
    api.forbid("w-0");

    assertThat(ask(COORDINATORS, "made-up").statusCode()).isEqualTo(401);
    assertThat(ask("/api/v1/namespaces/sampo/secrets", token).statusCode()).isEqualTo(403);
    assertThat(ask("/api/v1/namespaces/other/pods", token).statusCode()).isEqualTo(403);
    assertThat(ask(COORDINATORS, api.issueToken("w-0")).statusCode()).isEqualTo(403);
    assertThat(api.requestsOf("c-0"))
        .extracting(FakeKubernetesApi.Request::status)
        .isEqualTo(List.of(403, 403));
  }

  private HttpResponse<String> ask(String path, String token) throws Exception {
    URI uri = URI.create("https://" + api.host() + ":" + api.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + token).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private static SSLContext trusting(String pem) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(
        "api",
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLSv1.2");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
