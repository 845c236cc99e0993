package io.sampo.http.admin;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.sampo.protocol.id.ArtifactHash;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.id.JobId;
import io.sampo.protocol.id.ModelName;
import io.sampo.protocol.id.ModelVersion;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.id.ReplicaId;
import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.IOException;
import java.util.List;

/**
 * How the admin interface writes what the protocol says: names as strings, shapes as arrays, times
 * as ISO 8601, no nulls, and nothing for numbers that are none. Thread-safe.
 */
final class AdminJson {

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .registerModule(protocolModule())
          .addMixIn(TensorSpec.class, TensorSpecNames.class)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .setSerializationInclusion(JsonInclude.Include.NON_NULL)
          .setVisibility(PropertyAccessor.GETTER, Visibility.NONE)
          .setVisibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .setVisibility(PropertyAccessor.FIELD, Visibility.ANY);

  private AdminJson() {}

  /** The datatype is written in the word of the inference protocol. */
  private abstract static class TensorSpecNames {
    @JsonProperty("datatype")
    private DataType dataType;
  }

  static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException(
          "Expected to write a " + value.getClass().getSimpleName() + ", but could not", defect);
    }
  }

  private static SimpleModule protocolModule() {
    SimpleModule module = new SimpleModule("sampo");
    List.of(
            ModelName.class,
            VersionName.class,
            ModelVersion.class,
            ReplicaId.class,
            JobId.class,
            DatasetName.class,
            ArtifactHash.class,
            NodeId.class)
        .forEach(type -> module.addSerializer(type, ToStringSerializer.instance));
    module.addSerializer(Shape.class, new ShapeSerializer());
    module.addSerializer(Double.TYPE, new FiniteSerializer());
    module.addSerializer(Double.class, new FiniteSerializer());
    return module;
  }

  private static final class ShapeSerializer extends JsonSerializer<Shape> {
    @Override
    public void serialize(Shape shape, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      long[] dimensions = shape.dimensions();
      json.writeArray(dimensions, 0, dimensions.length);
    }
  }

  private static final class FiniteSerializer extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }
}
