package io.sampo.cluster.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.cluster.LocalCluster;
import io.sampo.cluster.LocalNode;
import io.sampo.cluster.SharedCluster;
import io.sampo.cluster.bench.BenchCluster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tensors of all sizes through a replica on another node, in both directions: within a message, a
 * little below and above the bound from which they travel in chunks, in many chunks, and too large
 * to be taken.
 */
@SharedCluster
class LargeTensorsIT {
  private static final String MODEL = "identity-uint8";
  private static final int KIBIBYTE = 1024;
  private static final int MEBIBYTE = 1024 * KIBIBYTE;
  private static final int LARGEST_BODY = 64 * MEBIBYTE;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static URI otherDoor;

  @BeforeAll
  static void serve(LocalCluster cluster) {
    BenchCluster models = BenchCluster.of(cluster);
    String signature = new String(Digits.resource("benchmark/identity-uint8.json"), UTF_8);
    Multipart form =
        new Multipart()
            .json("spec", "{\"signature\":" + signature + "}")
            .file("file", Digits.resource("benchmark/identity-uint8.pt"));
    models.setReplicas(MODEL, models.register(MODEL, form), 1);
    LocalNode host = models.host(MODEL);
    otherDoor = cluster.node(host.number() == 1 ? 2 : 1).inference();
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {1, 255 * KIBIBYTE, 257 * KIBIBYTE, 20 * MEBIBYTE})
  void aTensorComesBackEqualFromAnotherNode(int size) throws Exception {
    // given
    byte[] tensor = new byte[size];
    new Random(size).nextBytes(tensor);

    // when
    HttpResponse<byte[]> response = send(tensor);

    // then
    assertThat(response.statusCode()).as(new String(head(response), UTF_8)).isEqualTo(200);
    int json = headLength(response);
    byte[] body = response.body();
    assertThat(Arrays.equals(body, json, body.length, tensor, 0, size)).isTrue();
  }

  @Test
  void aBodyOfTheLargestSizeIsAnsweredAndOneByteMoreIsTooLarge() throws Exception {
    int overhead = json(LARGEST_BODY).length;
    byte[] fits = new byte[LARGEST_BODY - overhead];
    assertThat(json(fits.length)).hasSize(overhead);

    HttpResponse<byte[]> largest = send(fits);
    HttpResponse<byte[]> tooLarge = send(new byte[fits.length + 1]);

    assertThat(largest.statusCode()).as(new String(head(largest), UTF_8)).isEqualTo(200);
    assertThat(tooLarge.statusCode()).as(new String(head(tooLarge), UTF_8)).isEqualTo(413);
    assertThat(send(new byte[] {7}).statusCode()).isEqualTo(200);
  }

  private static byte[] json(int size) {
    return """
    {"inputs":[{"name":"input","datatype":"UINT8","shape":[%d],"parameters":{"binary_data_size":%d}}],\
    "parameters":{"binary_data_output":true}}"""
        .formatted(size, size)
        .getBytes(UTF_8);
  }

  private static HttpResponse<byte[]> send(byte[] tensor) throws IOException, InterruptedException {
    byte[] json = json(tensor.length);
    ByteArrayOutputStream body = new ByteArrayOutputStream(json.length + tensor.length);
    body.writeBytes(json);
    body.writeBytes(tensor);
    return CLIENT.send(
        HttpRequest.newBuilder(otherDoor.resolve("/v2/models/" + MODEL + "/infer"))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/octet-stream")
            .header("Inference-Header-Content-Length", Integer.toString(json.length))
            .POST(BodyPublishers.ofByteArray(body.toByteArray()))
            .build(),
        BodyHandlers.ofByteArray());
  }

  /** The JSON in front of the tensors, or all of it if there are none. */
  private static byte[] head(HttpResponse<byte[]> response) {
    return Arrays.copyOf(response.body(), headLength(response));
  }

  private static int headLength(HttpResponse<byte[]> response) {
    return (int)
        response
            .headers()
            .firstValueAsLong("Inference-Header-Content-Length")
            .orElse(response.body().length);
  }
}
