package io.sampo.http.grpc;

import io.sampo.http.inference.Refusal;
import io.sampo.http.inference.RepositoryEntry;
import io.sampo.http.inference.RepositoryEntry.State;
import io.sampo.protocol.grpc.ModelRepositoryParameter;
import io.sampo.protocol.grpc.ModelRepositoryParameter.ParameterChoiceCase;
import io.sampo.protocol.grpc.RepositoryIndexResponse;
import io.sampo.protocol.grpc.RepositoryIndexResponse.ModelIndex;
import io.sampo.protocol.grpc.RepositoryModelLoadRequest;
import java.util.List;
import java.util.Map;

/** Between the model repository and messages. */
final class RepositoryMessages {

  private RepositoryMessages() {}

  static RepositoryIndexResponse index(List<RepositoryEntry> entries) {
    return RepositoryIndexResponse.newBuilder()
        .addAllModels(entries.stream().map(RepositoryMessages::entry).toList())
        .build();
  }

  /** A model that was never loaded has a name and nothing else. */
  private static ModelIndex entry(RepositoryEntry entry) {
    ModelIndex.Builder index = ModelIndex.newBuilder().setName(entry.name());
    if (entry.state() != State.UNKNOWN) {
      index.setVersion(entry.version()).setState(entry.state().name());
    }
    return index.setReason(entry.reason()).build();
  }

  /** There is one repository, the cluster's, and it has no name. */
  static void requireNoName(String repository) {
    if (!repository.isEmpty()) {
      throw Refusal.unsupported(
          "repositories with a name are not supported, but the request names '" + repository + "'");
    }
  }

  /** A version is immutable: nothing of it can be replaced while it is loaded. */
  static void requireNothingElse(RepositoryModelLoadRequest request) {
    for (Map.Entry<String, ModelRepositoryParameter> parameter :
        request.getParametersMap().entrySet()) {
      String name = parameter.getKey();
      if (name.startsWith("file:")) {
        throw Refusal.unsupported(
            "files in a load request are not supported, but it has '" + name + "'");
      }
      if (!name.equals("config")) {
        throw Refusal.invalid("unrecognized load parameter '%s'", name);
      }
      requireEmpty(parameter.getValue());
    }
  }

  private static void requireEmpty(ModelRepositoryParameter config) {
    if (config.getParameterChoiceCase() != ParameterChoiceCase.STRING_PARAM) {
      throw Refusal.invalid("parameter 'config': expected a string");
    }
    String text = config.getStringParam().replaceAll("\\s", "");
    if (!text.isEmpty() && !text.equals("{}")) {
      throw Refusal.unsupported("another configuration in a load request is not supported");
    }
  }
}
