package io.sampo.http.catalog;

import java.util.function.Consumer;

/** The local copy of the catalog. Reading it costs nothing: no message, no lock. Thread-safe. */
public interface Catalog {

  CatalogSnapshot current();

  /**
   * Calls the listener with every snapshot from now on, on a thread that must not be blocked. Close
   * the subscription when done.
   */
  Subscription subscribe(Consumer<CatalogSnapshot> listener);

  /** Ends with {@link #close}. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
