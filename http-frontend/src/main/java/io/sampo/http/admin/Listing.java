package io.sampo.http.admin;

import io.sampo.http.catalog.CatalogSnapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Lists from the local catalog, which say how old it is. */
final class Listing {

  private Listing() {}

  /** {@code {"<kind>": […], "catalog": {"filled": …, "ageMillis": …}}}, sorted by name. */
  static <T> Map<String, Object> of(
      String kind,
      CatalogSnapshot snapshot,
      Function<CatalogSnapshot, Map<String, T>> part,
      Clock clock) {
    List<T> sorted =
        part.apply(snapshot).entrySet().stream()
            .sorted(Comparator.comparing(Map.Entry::getKey))
            .map(Map.Entry::getValue)
            .toList();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(kind, sorted);
    body.put("catalog", age(snapshot, clock));
    return body;
  }

  static Map<String, Object> age(CatalogSnapshot snapshot, Clock clock) {
    Map<String, Object> age = new LinkedHashMap<>();
    age.put("filled", snapshot.filled());
    age.put("ageMillis", Duration.between(snapshot.changedAt(), clock.instant()).toMillis());
    return age;
  }
}
