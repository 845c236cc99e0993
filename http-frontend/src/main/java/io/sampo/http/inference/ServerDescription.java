package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a server says about itself.
 *
 * @param extensions those that work, by the names of the protocol
 */
public record ServerDescription(String name, String version, List<String> extensions) {

  public ServerDescription {
    requireNonNull(name, "name is null");
    requireNonNull(version, "version is null");
    extensions = List.copyOf(extensions);
  }
}
