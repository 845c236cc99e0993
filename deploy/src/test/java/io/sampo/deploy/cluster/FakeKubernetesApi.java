package io.sampo.deploy.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The part of a Kubernetes API server that a pod of ours talks to: it keeps pods, lists them by
 * label over HTTPS, and refuses whoever has no token for that. Thread-safe.
 *
 * <p>Three things that a real server does and the library's does not are added: answers say that
 * they are JSON, tokens are asked for, and a token of a pod is good for reading pods of its own
 * namespace and for nothing else.
 */
final class FakeKubernetesApi implements AutoCloseable {

  static final String NAMESPACE = "sampo";

  private static final String PODS = "/api/v1/namespaces/" + NAMESPACE + "/pods";
  private static final String OPERATOR = "operator-" + UUID.randomUUID();

  /** Held here, because the level of a logger that nobody holds is forgotten. */
  private static final Logger EACH_REQUEST = Logger.getLogger(MockWebServer.class.getName());

  /**
   * @param pod whose token was shown; empty for none that is known
   * @param path with its query
   */
  record Request(String pod, String method, String path, int status) {}

  private final Map<String, String> podsByToken = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final KubernetesMockServer server;
  private final KubernetesClient client;

  private FakeKubernetesApi() {
    EACH_REQUEST.setLevel(Level.WARNING);
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new WithRules(), true);
    server.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(server.url("/"))
            .withTrustCerts(true)
            .withOauthToken(OPERATOR)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
  }

  /** Starts it on a free port of the loopback address. */
  static FakeKubernetesApi start() {
    return new FakeKubernetesApi();
  }

  /** The name in its certificate. */
  String host() {
    return "localhost";
  }

  int port() {
    return server.getPort();
  }

  /** Its own certificate in PEM, for those who are to trust it. */
  String certificate() {
    try {
      return Files.readString(Path.of(server.getSelfSignedCertificate().certificatePath()));
    } catch (IOException failure) {
      throw new UncheckedIOException("Expected the certificate of the API server", failure);
    }
  }

  /** A token for a pod, whose holder may read the pods of the namespace. */
  String issueToken(String pod) {
    String token = "token-of-" + pod + "-" + UUID.randomUUID();
    podsByToken.put(token, pod);
    return token;
  }

  /** Takes the right to read pods away from a pod, as a missing role binding does. */
  void forbid(String pod) {
    refused.add(pod);
  }

  void add(Pod pod) {
    client.pods().inNamespace(NAMESPACE).resource(pod).create();
  }

  /** The pod is in another phase of its life: Pending, Running … */
  void setPhase(String pod, String phase) {
    client
        .pods()
        .inNamespace(NAMESPACE)
        .withName(pod)
        .edit(
            present ->
                new PodBuilder(present).editOrNewStatus().withPhase(phase).endStatus().build());
  }

  void delete(String pod) {
    client.pods().inNamespace(NAMESPACE).withName(pod).delete();
  }

  /** What this pod has asked, the first question first. */
  List<Request> requestsOf(String pod) {
    return requests.stream().filter(request -> request.pod().equals(pod)).toList();
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }

  private final class WithRules extends KubernetesCrudDispatcher {
    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String authorization = String.valueOf(request.getHeader("Authorization"));
      String token = authorization.startsWith("Bearer ") ? authorization.substring(7) : "";
      String pod = podsByToken.getOrDefault(token, "");
      MockResponse response = answer(request, token, pod);
      if (!token.equals(OPERATOR)) {
        requests.add(new Request(pod, request.getMethod(), request.getPath(), response.code()));
      }
      return response.setHeader("Content-Type", "application/json");
    }

    private MockResponse answer(RecordedRequest request, String token, String pod) {
      if (token.equals(OPERATOR)) {
        return super.dispatch(request);
      }
      if (pod.isEmpty()) {
        return status(401, "Unauthorized", "Unauthorized");
      }
      if (refused.contains(pod) || !isListOfPods(request)) {
        String message = "pods is forbidden: pod \\\"%s\\\" cannot %s %s";
        return status(
            403, "Forbidden", message.formatted(pod, request.getMethod(), request.getPath()));
      }
      return super.dispatch(request);
    }

    private boolean isListOfPods(RecordedRequest request) {
      return request.getMethod().equals("GET") && request.getPath().startsWith(PODS);
    }

    private static MockResponse status(int code, String reason, String message) {
      return new MockResponse()
          .setResponseCode(code)
          .setBody(
              """
              {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"%s","code":%d,
               "message":"%s"}
              """
                  .formatted(reason, code, message));
    }
  }
}
