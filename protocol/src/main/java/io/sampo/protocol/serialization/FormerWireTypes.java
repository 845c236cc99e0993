package io.sampo.protocol.serialization;

import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Batching;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.LoadAttempt;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.NodeDeath;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.serving.Traffic;
import io.sampo.protocol.serving.VersionSummary;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Records that have changed since they were first written: of each the number that it had, which
 * stays readable. What never entered a journal needs no entry.
 */
final class FormerWireTypes {

  private FormerWireTypes() {}

  static List<FormerRecord<?>> entries() {
    return Stream.of(serving(), FormerTrainingTypes.entries()).flatMap(List::stream).toList();
  }

  private static List<FormerRecord<?>> serving() {
    return List.of(
        signature(),
        new FormerRecord<>(
            205,
            Deployment.class,
            List.of(Map.class, int.class, int.class),
            values ->
                new Deployment(
                    weights(values[0]),
                    Scaling.fixed((int) values[1]),
                    Batching.withQueueLimit((int) values[2]),
                    Traffic.PLAIN)),
        new FormerRecord<>(
            320,
            ModelState.class,
            List.of(List.class, Deployment.class, int.class),
            values -> ModelState.of(versions(values[0]), (Deployment) values[1], (int) values[2])),
        modelState(),
        new FormerRecord<>(
            402,
            DatasetSpecification.class,
            List.of(DatasetName.class, DatasetFormat.class, List.class),
            values ->
                new DatasetSpecification(
                    (DatasetName) values[0], (DatasetFormat) values[1], files(values[2]))),
        new FormerRecord<>(
            403,
            DatasetSummary.class,
            List.of(DatasetSpecification.class, long.class, Shape.class, int.class, Instant.class),
            values ->
                new DatasetSummary(
                    (DatasetSpecification) values[0],
                    (long) values[1],
                    (Shape) values[2],
                    (int) values[3],
                    (Instant) values[4])));
  }

  /** When clients had to do the preprocessing. */
  private static FormerRecord<Signature> signature() {
    return new FormerRecord<>(
        200,
        Signature.class,
        List.of(List.class, List.class, int.class, List.class),
        values ->
            new Signature(
                tensors(values[0]), tensors(values[1]), (int) values[2], labels(values[3])));
  }

  /** When a deployment had no past. */
  private static FormerRecord<ModelState> modelState() {
    return new FormerRecord<>(
        321,
        ModelState.class,
        List.of(List.class, Deployment.class, int.class, List.class, List.class),
        values ->
            ModelState.of(versions(values[0]), (Deployment) values[1], (int) values[2])
                .withLoads(loads(values[3]), deaths(values[4])));
  }

  @SuppressWarnings("unchecked")
  private static List<TensorSpec> tensors(Object value) {
    return (List<TensorSpec>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<String> labels(Object value) {
    return (List<String>) value;
  }

  @SuppressWarnings("unchecked")
  private static Map<VersionName, Integer> weights(Object value) {
    return (Map<VersionName, Integer>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<VersionSummary> versions(Object value) {
    return (List<VersionSummary>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<LoadAttempt> loads(Object value) {
    return (List<LoadAttempt>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<NodeDeath> deaths(Object value) {
    return (List<NodeDeath>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<DatasetFile> files(Object value) {
    return (List<DatasetFile>) value;
  }
}
