package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** What the transports of the protocol share. */
public record InferenceServices(
    InferenceService inference,
    ModelDescriptions descriptions,
    ModelStatistics statistics,
    ModelRepository repository) {

  public InferenceServices {
    requireNonNull(inference, "inference is null");
    requireNonNull(descriptions, "descriptions is null");
    requireNonNull(statistics, "statistics is null");
    requireNonNull(repository, "repository is null");
  }

  /**
   * The services of one frontend.
   *
   * @param serverVersion what the server says about itself
   * @param stopping true once the node has begun to stop
   */
  public static InferenceServices create(
      InferenceSettings settings,
      InferenceNeighbours neighbours,
      String serverVersion,
      BooleanSupplier stopping) {
    Catalog catalog = neighbours.catalog();
    TargetResolver resolver = new TargetResolver(catalog);
    RequestIds ids = new RequestIds(ThreadLocalRandom.current().nextLong());
    return new InferenceServices(
        new InferenceService(
            resolver,
            neighbours.router(),
            settings.deadline(),
            new RequestMemory(settings.requestMemory()),
            ids,
            System::nanoTime),
        new ModelDescriptions(catalog, resolver, serverVersion, stopping),
        new ModelStatistics(catalog, resolver, neighbours.statistics()),
        new ModelRepository(
            catalog,
            neighbours.entities(),
            neighbours.clock(),
            settings.answerTimeout(),
            settings.loadTimeout()));
  }
}
