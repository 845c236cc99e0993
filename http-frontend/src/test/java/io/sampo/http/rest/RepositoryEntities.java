package io.sampo.http.rest;

import io.sampo.http.Fixtures;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelProtocol.SetDeployment;
import io.sampo.protocol.serving.ModelSummary;
import io.sampo.protocol.serving.ReplicaPhase;
import io.sampo.protocol.serving.ReplicaStatus;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;

/** The entities behind a server, as tests of the model repository want them. */
final class RepositoryEntities {

  static final String LOAD = "/v2/repository/models/%s/load";
  static final String UNLOAD = "/v2/repository/models/%s/unload";

  private final ProtocolServer server;

  /** Entities that know the model {@code off}, agree with everything and do nothing. */
  RepositoryEntities(ProtocolServer server) {
    this.server = server;
    ModelSummary off = Fixtures.undeployed("off");
    answer(
        command ->
            command instanceof SetDeployment set
                ? Outcome.of(deployed(off, set.deployment()))
                : Outcome.of(off));
  }

  void answer(Function<Object, Outcome<?>> byCommand) {
    server.neighbours().entities().answer(byCommand);
  }

  /** From now on they know this model. */
  void knowing(ModelSummary model) {
    answer(command -> Outcome.of(model));
  }

  /** From now on they know this model, and an order to deploy it is followed at once. */
  void following(ModelSummary model) {
    answer(
        command -> {
          if (command instanceof SetDeployment set) {
            ModelSummary deployed = deployed(model, set.deployment());
            server.serve(withReplica(deployed, 1, ReplicaPhase.READY));
            return Outcome.of(deployed);
          }
          return Outcome.of(model);
        });
  }

  static ModelSummary deployed(ModelSummary model, Deployment deployment) {
    return new ModelSummary(
        model.name(), model.versions(), deployment, model.replicas(), List.of(), 4);
  }

  static ModelSummary withReplica(ModelSummary model, int incarnation, ReplicaPhase phase) {
    ReplicaStatus known = Fixtures.model(model.name().value(), true).replicas().get(0);
    ReplicaStatus replica =
        new ReplicaStatus(
            new ReplicaId(known.replica().modelVersion(), incarnation),
            known.node(),
            phase,
            "",
            null);
    return new ModelSummary(
        model.name(), model.versions(), model.deployment(), List.of(replica), List.of(), 5);
  }

  HttpResponse<String> load(String model) {
    return server.post(LOAD.formatted(model), "");
  }

  /** What they were told, oldest first. */
  Queue<Object> commands() {
    return server.neighbours().entities().commands();
  }

  <T> T told(Class<T> command) {
    return commands().stream()
        .filter(command::isInstance)
        .map(command::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("Expected " + command + ", but it was not told"));
  }

  long countTold(Class<?> command) {
    return commands().stream().filter(command::isInstance).count();
  }
}
