package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The API server drops or refuses what it does not know; here a typing error is seen before. */
class KnownFieldsTest {

  /** Without the drawer into which the model puts fields that it does not know. */
  private static final ObjectMapper STRICT =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false;
                }
              });

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
