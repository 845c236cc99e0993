package io.sampo.http.admin;

import io.sampo.http.catalog.CatalogSnapshot;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The cluster: members, devices, and how old this node's knowledge is. Thread-safe. */
final class ClusterEndpoint {

  private final ActorSystem<?> system;
  private final AdminPorts ports;

  ClusterEndpoint(ActorSystem<?> system, AdminPorts ports) {
    this.system = system;
    this.ports = ports;
  }

  List<AdminRoute> routes() {
    return List.of(AdminRoute.of("GET", "/api/v1/cluster", this::describe));
  }

  private CompletionStage<HttpResponse> describe(HttpRequest request, List<String> names) {
    request.discardEntityBytes(system);
    CatalogSnapshot snapshot = ports.catalog().current();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("self", ports.members().self());
    body.put("members", ports.members().members());
    body.put(
        "devices",
        snapshot.devices().entrySet().stream()
            .sorted(Comparator.comparing(Map.Entry::getKey))
            .map(Map.Entry::getValue)
            .toList());
    body.put("catalog", Listing.age(snapshot, ports.clock()));
    return CompletableFuture.completedFuture(AdminAnswers.ok(body));
  }
}
