package io.sampo.cluster.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.SharedCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a person may send by mistake, to a real node: one clear message, the right status, and
 * nothing left half-done.
 *
 * <p>Seen red with the check of output shapes taken out of the engine (the unfitting module was
 * never rejected), and with the checks of input shapes taken out of both {@code RequestValidator}
 * and {@code ForwardContract}.
 */
@SharedCluster
class BadInputIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static LocalCluster cluster;

  @BeforeAll
  static void serve(LocalCluster shared) {
    cluster = shared;
    ScenarioCluster demo = new ScenarioCluster(cluster, "digits");
    demo.uploadDigits("digits-test", "test");
    String version = demo.uploadModel("demo/digits-cnn");
    demo.deploy(version, 1);
  }

  @Test
  void refusesAnUploadThatIsNoTorchScript() throws Exception {
    HttpResponse<String> response =
        upload("garbage", signature("[10]"), "no module".getBytes(UTF_8));

    assertProblem(response, 422, "TorchScript");
    assertThat(get("/api/v1/models/garbage").statusCode()).isEqualTo(404);
  }

  @Test
  void rejectsAModuleThatDoesNotFitItsSignature() throws Exception {
    HttpResponse<String> response =
        upload("unfitting", signature("[11]"), Digits.resource("demo/digits-cnn.pt"));

    assertThat(response.statusCode()).isEqualTo(202);
    await("version [unfitting/1] to be rejected")
        .atMost(60, SECONDS)
        .until(() -> version("unfitting").path("state").asText().equals("REJECTED"));
    assertThat(version("unfitting").path("message").asText())
        .contains("logits")
        .contains("[1,11]")
        .contains("[1,10]");
  }

  @Test
  void refusesAShapeThatTheModelDoesNotTake() throws Exception {
    assertError(infer("digits", request("[1,1,28,27]", 756)), 400, "[1,1,28,27]");
    assertError(infer("digits", request("[1,1,28,28]", 2)), 400, "2");
  }

  @Test
  void saysThatAModelIsUnknown() throws Exception {
    assertError(infer("nobody", request("[1,1,28,28]", 784)), 404, "nobody");
  }

  @Test
  void refusesBrokenJson() throws Exception {
    assertError(infer("digits", "{\"inputs\":[{"), 400, "");
  }

  @Test
  void refusesATruncatedBinaryBody() throws Exception {
    String head =
        "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":[1,1,28,28],"
            + "\"parameters\":{\"binary_data_size\":3136}}]}";
    HttpRequest request =
        HttpRequest.newBuilder(cluster.node(1).inference().resolve("/v2/models/digits/infer"))
            .header("Inference-Header-Content-Length", Integer.toString(head.length()))
            .POST(BodyPublishers.ofString(head + "too short"))
            .build();

    assertError(CLIENT.send(request, BodyHandlers.ofString()), 400, "image");
  }

  @Test
  void refusesAJobWithFaultsAndWithoutAToken() throws Exception {
    String faulty =
        """
        {"model":"digits/1","dataset":"digits-test","loss":"CROSS_ENTROPY","globalBatchSize":0,
         "optimizer":{"learningRate":-1,"momentum":0.9},"epochs":1,"workers":{"minimum":1,"maximum":1}}
        """;
    HttpResponse<String> response =
        admin("POST", "/api/v1/jobs", BodyPublishers.ofString(faulty), "application/json");

    assertProblem(response, 422, "learningRate");
    HttpRequest anonymous =
        HttpRequest.newBuilder(cluster.node(1).admin().resolve("/api/v1/models")).build();
    assertThat(CLIENT.send(anonymous, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @Test
  void refusesAJobWhoseModelDoesNotExist() throws Exception {
    String job =
        """
        {"id":"orphan","model":"nobody/1","dataset":"digits-test","loss":"CROSS_ENTROPY",
         "globalBatchSize":8,"optimizer":{"learningRate":0.1,"momentum":0},"epochs":1,
         "workers":{"minimum":1,"maximum":1}}
        """;
    HttpResponse<String> response =
        admin("POST", "/api/v1/jobs", BodyPublishers.ofString(job), "application/json");

    assertProblem(response, 404, "nobody");
    assertThat(get("/api/v1/jobs/orphan").statusCode()).isEqualTo(404);
  }

  private static String request(String shape, int numbers) {
    return "{\"inputs\":[{\"name\":\"image\",\"datatype\":\"FP32\",\"shape\":"
        + shape
        + ",\"data\":["
        + "0,".repeat(numbers - 1)
        + "0]}]}";
  }

  private static String signature(String outputShape) {
    return """
    {"inputs":[{"name":"image","datatype":"FP32","shape":[1,28,28]}],
     "outputs":[{"name":"logits","datatype":"FP32","shape":%s}],"maxBatchSize":64}
    """
        .formatted(outputShape);
  }

  private static HttpResponse<String> upload(String model, String signature, byte[] file)
      throws IOException, InterruptedException {
    Multipart form =
        new Multipart().json("spec", "{\"signature\":" + signature + "}").file("file", file);
    return admin("POST", "/api/v1/models/" + model + "/versions", form.body(), form.contentType());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return admin("GET", path, BodyPublishers.noBody(), "application/json");
  }

  private static JsonNode json(String path) throws IOException, InterruptedException {
    return JSON.readTree(get(path).body());
  }

  private static JsonNode version(String model) throws IOException, InterruptedException {
    return json("/api/v1/models/" + model).path("versions").path(0);
  }

  private static HttpResponse<String> admin(
      String method, String path, BodyPublisher body, String contentType)
      throws IOException, InterruptedException {
    URI uri = cluster.node(1).admin().resolve(path);
    return CLIENT.send(
        HttpRequest.newBuilder(uri)
            .header("Content-Type", contentType)
            .header("Authorization", "Bearer " + cluster.operatorToken())
            .method(method, body)
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpResponse<String> infer(String model, String body)
      throws IOException, InterruptedException {
    URI uri = cluster.node(1).inference().resolve("/v2/models/" + model + "/infer");
    return CLIENT.send(
        HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private static void assertError(HttpResponse<String> response, int status, String says)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(JSON.readTree(response.body()).path("error").asText()).isNotBlank().contains(says);
  }

  private static void assertProblem(HttpResponse<String> response, int status, String says)
      throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(JSON.readTree(response.body()).path("detail").asText()).contains(says);
  }
}
