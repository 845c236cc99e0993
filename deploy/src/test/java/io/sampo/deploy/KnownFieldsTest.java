package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/** The API server drops or refuses what it does not know; here a typing error is seen before. */
class KnownFieldsTest {

  /** Without the drawer into which the model puts fields that it does not know. */
  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .annotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated annotated) {
                  return false;
                }
              })
          .build();

  @ParameterizedTest
  @MethodSource("io.sampo.deploy.Manifests#all")
  void allFieldsAreKnown(Manifests manifests) {
    for (String document : manifests.documents()) {
      assertThatCode(() -> readStrictly(document)).as(document).doesNotThrowAnyException();
    }
  }

  @Test
  void aTypingErrorIsSeen() {
    // given
    String document =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: sampo}
        spec: {portz: []}
        """;
    // then
    assertThatThrownBy(() -> readStrictly(document)).hasMessageContaining("portz");
  }

  private static void readStrictly(String document) {
    STRICT.convertValue(Manifests.tree(document), Manifests.read(document).getClass());
  }
}
