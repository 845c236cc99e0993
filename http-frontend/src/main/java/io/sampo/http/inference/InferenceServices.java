package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.routing.RequestRouter;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** What the transports of the protocol share. */
public record InferenceServices(InferenceService inference, ModelDescriptions descriptions) {

  public InferenceServices {
    requireNonNull(inference, "inference is null");
    requireNonNull(descriptions, "descriptions is null");
  }

  /**
   * The services of one frontend.
   *
   * @param deadline of a request that names none, and the longest that one may name
   * @param serverVersion what the server says about itself
   * @param stopping true once the node has begun to stop
   */
  public static InferenceServices create(
      Catalog catalog,
      RequestRouter router,
      Duration deadline,
      String serverVersion,
      BooleanSupplier stopping) {
    TargetResolver resolver = new TargetResolver(catalog);
    RequestIds ids = new RequestIds(ThreadLocalRandom.current().nextLong());
    return new InferenceServices(
        new InferenceService(resolver, router, deadline, ids, System::nanoTime),
        new ModelDescriptions(catalog, resolver, serverVersion, stopping));
  }
}
