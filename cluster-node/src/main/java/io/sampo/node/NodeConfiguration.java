package io.sampo.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The configuration of a node. From strong to weak: system properties, {@code --join}, the file of
 * the command line, {@code sampo.conf}, the {@code reference.conf} of every jar.
 */
final class NodeConfiguration {

  private static final String ENDPOINTS = "pekko.discovery.config.services.sampo.endpoints";
  private static final String REQUIRED =
      "pekko.management.cluster.bootstrap.contact-point-discovery.required-contact-point-nr";

  private NodeConfiguration() {}

  /**
   * Reads and resolves everything.
   *
   * @throws IllegalArgumentException if a file is missing or broken; the message is for the user
   */
  static Config load(NodeArguments arguments) {
    if (!Files.isReadable(arguments.file())) {
      throw new IllegalArgumentException(
          "Expected a readable configuration file, but was [" + arguments.file() + "].");
    }
    try {
      Config given =
          ConfigFactory.parseFile(
              arguments.file().toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      Config shipped = ConfigFactory.parseResources("sampo.conf");
      return withContactPoints(
          ConfigFactory.load(given.withFallback(shipped)), arguments.contactPoints());
    } catch (ConfigException broken) {
      throw new IllegalArgumentException(
          "Expected a valid configuration, but " + broken.getMessage(), broken);
    }
  }

  /**
   * Adds the members to join to the known contact points, and asks for at least two: a node that
   * was told to join must hear from somebody else before it may form a cluster.
   */
  private static Config withContactPoints(
      Config config, List<NodeArguments.ContactPoint> contactPoints) {
    if (contactPoints.isEmpty()) {
      return config;
    }
    ConfigList known = config.getList(ENDPOINTS);
    List<Object> all = new ArrayList<>(known.stream().map(ConfigValue::unwrapped).toList());
    for (NodeArguments.ContactPoint point : contactPoints) {
      all.add(Map.of("host", point.host(), "port", point.port()));
    }
    int required = Math.max(2, config.getInt(REQUIRED));
    return config
        .withValue(ENDPOINTS, ConfigValueFactory.fromIterable(all))
        .withValue(REQUIRED, ConfigValueFactory.fromAnyRef(required));
  }
}
