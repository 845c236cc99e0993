package io.sampo.http.catalog;

import static java.util.Objects.requireNonNull;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A catalog that one writer publishes and everybody reads. */
public final class PublishedCatalog implements Catalog {

  private final Set<Consumer<CatalogSnapshot>> listeners = ConcurrentHashMap.newKeySet();
  private volatile CatalogSnapshot current;

  public PublishedCatalog(CatalogSnapshot first) {
    this.current = requireNonNull(first, "first is null");
  }

  public void publish(CatalogSnapshot snapshot) {
    current = requireNonNull(snapshot, "snapshot is null");
    listeners.forEach(listener -> listener.accept(snapshot));
  }

  @Override
  public CatalogSnapshot current() {
    return current;
  }

  @Override
  public Subscription subscribe(Consumer<CatalogSnapshot> listener) {
    // A wrapper of its own, so that the same listener may subscribe twice.
    Consumer<CatalogSnapshot> own = snapshot -> listener.accept(snapshot);
    listeners.add(own);
    return () -> listeners.remove(own);
  }
}
