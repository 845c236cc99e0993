package io.sampo.http.routing;

/** Finds a replica for a request. Thread-safe. */
public interface RequestRouter {

  /** Completes the request's answer, by its deadline at the latest. */
  void route(RoutedRequest request);

  /** The client has gone: nobody needs the answer any more. */
  void cancel(RoutedRequest request);
}
