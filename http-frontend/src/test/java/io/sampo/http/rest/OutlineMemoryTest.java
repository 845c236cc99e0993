package io.sampo.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutlineMemoryTest {

  private static final String INPUT =
      "{\"name\":\"%s\",\"datatype\":\"FP32\",\"shape\":[2],\"parameters\":{\"binary_data_size\":8}}";

  private final OutlineMemory memory = new OutlineMemory();

  @Test
  void findsWhatHasTheSameBytes() throws IOException {
    RequestOutline outline = remember(request("x"));

    assertThat(find(request("x"))).isSameAs(outline);
    assertThat(find(request("x") + " ")).isNull();
  }

  @Test
  void neverTakesOneForAnother() throws IOException {
    remember(request("x"));

    // More than there are places, so that some have the place of the first.
    for (int i = 0; i < 5_000; i++) {
      assertThat(find(request("x" + i))).isNull();
    }
  }

  @Test
  void holdsAsManyAsItHasPlacesFor() throws IOException {
    for (int i = 0; i < 5_000; i++) {
      remember(request("x" + i));
    }

    int held = 0;
    for (int i = 0; i < 5_000; i++) {
      held += find(request("x" + i)) == null ? 0 : 1;
    }
    assertThat(held).isBetween(200, 256);
  }

  @Test
  void remembersNothingThatWillNotComeAgain() throws IOException {
    String withId = "{\"id\":\"7\",\"inputs\":[" + INPUT.formatted("x") + "]}";
    String withData =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[2],\"data\":[1,2]}]}";
    String longOne = request("x".repeat(1024));

    for (String each : new String[] {withId, withData, longOne}) {
      remember(each);
      assertThat(find(each)).as(each).isNull();
    }
  }

  private static String request(String input) {
    return "{\"inputs\":[" + INPUT.formatted(input) + "]}";
  }

  private RequestOutline remember(String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    RequestOutline outline = OutlineParser.parse(bytes, bytes.length, false);
    memory.remember(bytes, bytes.length, outline);
    return outline;
  }

  /** As a part of a body, with something behind it. */
  private RequestOutline find(String json) {
    byte[] bytes = (json + "behind").getBytes(StandardCharsets.UTF_8);
    return memory.find(bytes, json.getBytes(StandardCharsets.UTF_8).length);
  }
}
