package io.sampo.deploy.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.sampo.cluster.bench.BenchModel;
import io.sampo.cluster.bench.InferRequests;
import io.sampo.cluster.load.Delivery;
import io.sampo.cluster.load.LoadPlan;
import io.sampo.cluster.load.RequestMix;
import io.sampo.cluster.scenario.AdminClient;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A model that gives back what it gets, as an operator and as clients see it. */
record IdentityModel(AdminClient admin) {

  private static final String NAME = "identity";
  private static final String PATH = "/api/v1/models/" + NAME;
  private static final int LARGEST_BATCH = 64;
  private static final int CONNECTIONS = 384;

  /** Above the deadline of the server, which is to answer in any case. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(40);

  /** Adds it as a version, which is checked before it may be deployed. */
  String register() {
    return admin
        .post(PATH + "/versions", BenchModel.IDENTITY.upload(LARGEST_BATCH))
        .path("version")
        .asText();
  }

  boolean isAvailable(String version) {
    return admin.get(PATH + "/versions/" + version).path("state").asText().equals("AVAILABLE");
  }

  /** Wants so many replicas. */
  void deploy(String version, int replicas) {
    admin.put(
        PATH + "/deployment",
        "{\"weights\":{\"%s\":100},\"replicas\":%d}".formatted(version, replicas));
  }

  /** Remoting addresses of the nodes that hold a ready replica. */
  Set<String> hosts() {
    Set<String> hosts = new HashSet<>();
    for (JsonNode replica : admin.get(PATH).path("replicas")) {
      if (replica.path("phase").asText().equals("READY")) {
        hosts.add(replica.path("node").asText());
      }
    }
    return hosts;
  }

  /** Requests without an end, each sent once, at a constant rate through these doors. */
  LoadPlan requests(double perSecond, List<URI> doors) {
    return LoadPlan.of(
            doors.get(0), RequestMix.of(InferRequests.to(NAME, BenchModel.IDENTITY).binary(1)))
        .targets(doors)
        .atRate(perSecond, CONNECTIONS)
        .lasting(Duration.ZERO, Duration.ofHours(1))
        .delivery(new Delivery(ANSWER_LIMIT, false));
  }
}
