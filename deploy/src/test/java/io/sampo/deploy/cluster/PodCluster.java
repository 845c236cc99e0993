package io.sampo.deploy.cluster;

import io.sampo.cluster.NodeJvm;
import io.sampo.cluster.process.CassandraProcess;
import io.sampo.cluster.process.DataDirectory;
import io.sampo.cluster.process.NativeCache;
import io.sampo.cluster.scenario.AdminClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a cluster of pods stands on: an API server, a kubelet, a journal and an authority for
 * certificates. Leaves neither process nor port behind when it is closed; the output of the pods
 * stays in {@code deploy/target/pods}.
 */
final class PodCluster implements AutoCloseable {

  private static final String OPERATOR_TOKEN = "operator-of-the-pods";
  private static final String TLS = "tls";
  private static final Duration UNPACK_LIMIT = Duration.ofMinutes(2);

  /** What every authority calls itself, the foreign one too: names are no proof. */
  private static final String AUTHORITY = "sampo-authority";

  /** The name that all certificates of the cluster share. */
  private static final String COMMON_NAME = "sampo";

  private CertificateAuthority authority = CertificateAuthority.create(AUTHORITY);
  private final DataDirectory directory = DataDirectory.temporary();
  private final Path logs =
      Path.of(System.getProperty("sampo.home", ""))
          .resolve("deploy/target/pods/" + ProcessHandle.current().pid());
  private final FakeKubernetesApi api = FakeKubernetesApi.start();
  private final CassandraProcess cassandra;
  private final Kubelet kubelet;
  private final Map<Component, PodTemplate> templates = new EnumMap<>(Component.class);
  private NodeCertificate certificate = authority.issue(COMMON_NAME);

  private PodCluster() {
    for (Component component : Component.values()) {
      templates.put(component, PodTemplate.of(component));
    }
    cassandra =
        CassandraProcess.launch(
            directory.path().resolve("cassandra"), logs.resolve("cassandra.log"));
    kubelet = new Kubelet(api, directory.path(), logs, cassandra.port());
  }

  /** Starts everything but pods, and waits until it is there. */
  static PodCluster start() {
    PodCluster cluster = new PodCluster();
    try {
      cluster.unpackNatives();
      cluster.cassandra.awaitReady();
      return cluster;
    } catch (RuntimeException failure) {
      cluster.close();
      throw failure;
    }
  }

  FakeKubernetesApi api() {
    return api;
  }

  Kubelet kubelet() {
    return kubelet;
  }

  PodTemplate template(Component component) {
    return templates.get(component);
  }

  /** A pod of the StatefulSet of this component, which the API server shows as running. */
  RunningPod start(Component component, int ordinal) {
    return start(component, template(component).podName(ordinal), "Running", certificate);
  }

  /** Likewise, but the API server still shows it as pending. */
  RunningPod startPending(Component component, int ordinal) {
    return start(component, template(component).podName(ordinal), "Pending", certificate);
  }

  /** A compute pod that trusts the authority of the cluster and has its certificate of another. */
  RunningPod startStranger(String name) {
    NodeCertificate foreign = CertificateAuthority.create(AUTHORITY).issue(COMMON_NAME);
    return start(Component.COMPUTE, name, "Running", foreign.trusting(authority));
  }

  /** A compute pod to which the API server tells nothing. */
  RunningPod startForbidden(String name) {
    api.forbid(name);
    return start(Component.COMPUTE, name, "Running", certificate);
  }

  private RunningPod start(Component component, String name, String phase, NodeCertificate shown) {
    Map<String, String> token = Map.of("token", OPERATOR_TOKEN + "\n");
    return kubelet.start(
        template(component), name, phase, Map.of(TLS, shown.secret(), "operator-token", token));
  }

  /** Whoever gets a certificate from now on gets it of another authority, and trusts only that. */
  void replaceAuthority() {
    authority = CertificateAuthority.create(AUTHORITY);
  }

  /** A new certificate, which nobody has mounted. */
  NodeCertificate issueCertificate() {
    return authority.issue(COMMON_NAME);
  }

  /** The secret holds another certificate: it is mounted in these pods and in later ones. */
  void mount(NodeCertificate next, List<RunningPod> pods) {
    certificate = next;
    pods.forEach(pod -> pod.secrets().get(TLS).update(next.secret()));
  }

  AdminClient adminAt(RunningPod... pods) {
    return new AdminClient(List.of(pods).stream().map(RunningPod::admin).toList(), OPERATOR_TOKEN);
  }

  @Override
  public void close() {
    kubelet.close();
    cassandra.close();
    api.close();
    directory.close();
  }

  private void unpackNatives() {
    new NativeCache(NodeJvm.flags(), NodeJvm.environment())
        .launch(logs.resolve("natives.log"))
        .ifPresent(child -> NativeCache.await(child, UNPACK_LIMIT));
  }
}
