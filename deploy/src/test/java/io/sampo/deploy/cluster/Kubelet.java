package io.sampo.deploy.cluster;

import io.sampo.cluster.NodeJvm;
import io.sampo.cluster.process.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs pods as processes of this machine, with all that a node notices of a kubelet: an address and
 * an environment of its own, mounted files, an entry at the API server, SIGTERM and a grace period.
 */
final class Kubelet implements AutoCloseable {

  /** Where kubelets mount the account of a pod that asks for it. */
  private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";

  /** Where a pod really listens, behind the witness of its links. */
  private static final int BEHIND_WITNESS = 17_356;

  private final FakeKubernetesApi api;
  private final Path directory;
  private final Path logs;
  private final int cassandraPort;
  private final PodNetwork network = new PodNetwork();
  private final List<RunningPod> pods = new ArrayList<>();

  /**
   * @param directory of everything that the pods mount
   * @param logs of their output, a file each
   */
  Kubelet(FakeKubernetesApi api, Path directory, Path logs, int cassandraPort) {
    this.api = api;
    this.directory = directory;
    this.logs = logs;
    this.cassandraPort = cassandraPort;
  }

  /**
   * Starts a pod and does not wait for it.
   *
   * @param phase that the API server shows
   * @param secrets by the name of their volume
   */
  RunningPod start(
      PodTemplate template, String name, String phase, Map<String, Map<String, String>> secrets) {
    String address = network.nextAddress();
    Path own = directory.resolve("pods").resolve(name);
    Map<String, MountedFiles> files = new HashMap<>();
    secrets.forEach(
        (volume, secret) -> files.put(volume, MountedFiles.mount(own.resolve(volume), secret)));
    MountedFiles.mount(own.resolve("configuration"), template.configuration());
    MountedFiles.mount(own.resolve("account"), account(name));
    Mounts mounts = mounts(template, own);
    Path nodeFile =
        MountedFiles.mount(
                own.resolve("here"), Map.of("node.conf", nodeFile(template, address, mounts)))
            .directory()
            .resolve("node.conf");
    api.add(template.describe(name, address, phase));
    LinkWitness links = LinkWitness.open(address, RunningPod.PORTS.remoting(), BEHIND_WITNESS);
    JavaProcess program =
        new JavaProcess(
            name,
            NodeJvm.MAIN_CLASS,
            NodeInstallation.classPath(),
            flags(),
            List.of(nodeFile.toString()),
            environment(template, name, address, mounts),
            logs.resolve(name + ".log"));
    RunningPod pod = new RunningPod(name, address, program.start(), files, links);
    pods.add(pod);
    return pod;
  }

  /**
   * Deletes a pod: the API server forgets it, and its process is asked to stop.
   *
   * @return whether it has ended by itself within the grace period; otherwise it was killed
   */
  boolean delete(RunningPod pod, Duration grace) {
    api.delete(pod.name());
    return pod.stop(grace);
  }

  /** Ends every pod that is left, at once. */
  @Override
  public void close() {
    pods.forEach(pod -> pod.stop(Duration.ZERO));
  }

  private static List<String> flags() {
    List<String> flags = new ArrayList<>(NodeJvm.flags());
    // A quick start: the pods live for a minute.
    flags.add("-XX:TieredStopAtLevel=1");
    return flags;
  }

  private Map<String, String> account(String pod) {
    return Map.of(
        "ca.crt", api.certificate(),
        "token", api.issueToken(pod),
        "namespace", FakeKubernetesApi.NAMESPACE);
  }

  /** Each pod has its own directories; that of the artifacts is one for all. */
  private Mounts mounts(PodTemplate template, Path own) {
    Map<String, Path> mounts = new HashMap<>();
    template.mountPaths().forEach((volume, path) -> mounts.put(path, own.resolve(volume)));
    mounts.put(template.mountPaths().get("artifacts"), directory.resolve("artifacts"));
    mounts.put(ACCOUNT, own.resolve("account"));
    return new Mounts(mounts);
  }

  /** What the manifests say, and what this machine has instead of a cluster's services. */
  private Map<String, String> environment(
      PodTemplate template, String name, String address, Mounts mounts) {
    Map<String, String> environment = new HashMap<>(NodeJvm.environment());
    template
        .environment(name, address)
        .forEach((key, value) -> environment.put(key, mounts.onThisMachine(value)));
    environment.put("KUBERNETES_SERVICE_HOST", api.host());
    environment.put("KUBERNETES_SERVICE_PORT", Integer.toString(api.port()));
    environment.put("SAMPO_TLS_DIRECTORY", mounts.onThisMachine(template.mountPaths().get("tls")));
    environment.put("SAMPO_TLS_RELOAD_EVERY", "1s");
    environment.put("SAMPO_CASSANDRA_CONTACT_POINT", "127.0.0.1:" + cassandraPort);
    environment.put("SAMPO_JOURNAL_REPLICATION_FACTOR", "1");
    return environment;
  }

  /** The file of the config map, and what is different where pods share a machine. */
  private static String nodeFile(PodTemplate template, String address, Mounts mounts) {
    return """
        include required(file("%s"))

        sampo.http {
          inference.interface = "%2$s"
          grpc.interface = "%2$s"
          admin.interface = "%2$s"
        }
        pekko.discovery.kubernetes-api {
          api-ca-path = "%3$s/ca.crt"
          api-token-path = "%3$s/token"
          pod-namespace-path = "%3$s/namespace"
        }
        pekko.remote.artery {
          bind.port = %4$d
          advanced.tcp.outbound-client-hostname = "%2$s"
        }
        """
        .formatted(
            mounts.onThisMachine(template.nodeFile()),
            address,
            mounts.onThisMachine(ACCOUNT),
            BEHIND_WITNESS);
  }
}
