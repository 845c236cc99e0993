package io.sampo.protocol.serialization;

import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Makes one instance of any wire type, the same in every run: each component gets a value that
 * depends on its type only. Types that are picky about their values have a sample of their own.
 */
final class WireSamples {
  private final Map<Class<?>, Object> fixed = new HashMap<>();

  WireSamples(ActorRef<Object> reference) {
    fixed.put(String.class, "sample");
    fixed.put(int.class, 7);
    fixed.put(long.class, 1234567890123L);
    fixed.put(boolean.class, true);
    fixed.put(double.class, 0.25);
    fixed.put(float.class, 0.5f);
    fixed.put(Integer.class, 7);
    fixed.put(Long.class, 1234567890123L);
    fixed.put(Double.class, 0.25);
    fixed.put(byte[].class, new byte[] {1, 2, 3});
    fixed.put(Object.class, "sample");
    fixed.put(UUID.class, new UUID(11, 22));
    fixed.put(Instant.class, Instant.parse("2026-01-02T03:04:05.678901Z"));
    fixed.put(Duration.class, Duration.ofMillis(1500));
    fixed.put(ActorRef.class, reference);
    fixed.put(Shape.class, Shape.of(2, -1, 300));
    fixed.put(Tensor.class, Tensor.ofFloats("x", Shape.of(2), 1f, -2.5f));
    fixed.put(ArtifactHash.class, new ArtifactHash("0123456789abcdef".repeat(4)));
    fixed.put(DatasetName.class, new DatasetName("sample"));
    fixed.put(
        Outcome.class, Outcome.refused(new PlatformError(ErrorCode.CONFLICT, "Expected a, but b")));
  }

  Object of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    if (!(type instanceof Class<?> plain)) {
      return "sample";
    }
    if (fixed.containsKey(plain)) {
      return fixed.get(plain);
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[0];
    }
    if (plain.isRecord()) {
      return ofRecord(plain);
    }
    if (plain.isSealed()) {
      return of(plain.getPermittedSubclasses()[0]);
    }
    throw new IllegalArgumentException("Expected a rule for a sample of [" + plain + "]");
  }

  private Object ofGeneric(Class<?> raw, Type[] arguments) {
    if (raw == List.class) {
      return List.of(of(arguments[0]));
    }
    if (raw == Set.class) {
      return Set.of(of(arguments[0]));
    }
    if (raw == Map.class) {
      return Map.of(of(arguments[0]), of(arguments[1]));
    }
    return of(raw);
  }

  private Object ofRecord(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = Arrays.stream(components).map(this::ofComponent).toArray();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "Expected values that [" + type.getName() + "] accepts, but: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("Cannot make a sample of " + type.getName(), e);
    }
  }

  /** A component whose only sensible sample depends on its neighbours has its rule here. */
  private Object ofComponent(RecordComponent component) {
    String place = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
    return switch (place) {
      case "ClassCounts.classes" -> 1;
      case "ReplicaStatus.failure" -> null;
      case "Scaling.maximumReplicas" -> 9;
      case "EvaluationPolicy.dataset" -> new DatasetName("held-out");
      case "LossSpike.factor" -> 4.0;
      case "WorkerRange.maximum" -> 9;
      case "DatasetSpecification.csv", "DatasetSpecification.raw" -> null;
      case "CsvLayout.delimiter" -> ",";
      case "CsvLayout.columns" ->
          List.of(
              new CsvColumn("area", ColumnRole.FEATURE, ValueKind.NUMBER),
              new CsvColumn("price", ColumnRole.TARGET, ValueKind.NUMBER));
      case "TensorLayout.dataType", "RawInput.dataType" -> DataType.FP64;
      case "TensorLayout.shape", "RawInput.shape" -> Shape.of(2, 300);
      default -> of(component.getGenericType());
    };
  }
}
