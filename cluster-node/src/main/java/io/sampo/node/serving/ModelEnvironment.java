package io.sampo.node.serving;

import static java.util.Objects.requireNonNull;

import io.sampo.node.placement.DeviceDirectory;
import io.sampo.node.placement.DeviceView;
import io.sampo.protocol.id.ModelName;
import java.time.Clock;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;

/** What a model entity needs from its node. */
record ModelEnvironment(
    ModelSettings settings,
    ActorRef<DeviceDirectory.Command> directory,
    DeviceView view,
    Function<ModelName, ModelCatalog> catalogs,
    Clock clock) {
  ModelEnvironment {
    requireNonNull(settings, "settings is null");
    requireNonNull(directory, "directory is null");
    requireNonNull(view, "view is null");
    requireNonNull(catalogs, "catalogs is null");
    requireNonNull(clock, "clock is null");
  }
}
