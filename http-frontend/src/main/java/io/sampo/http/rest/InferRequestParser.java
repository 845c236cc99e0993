package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.Refusal;
import io.sampo.http.server.Body;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * From the bytes of a request to an {@link InferRequest}, in one pass. Knows no model but for the
 * raw form, which a signature has to explain, and for null, which is a missing value where a plan
 * fills them. Thread-safe; throws nothing but {@link io.sampo.protocol.error.PlatformException}
 * with the caller's fault.
 */
final class InferRequestParser {

  private static final OutlineMemory OUTLINES = new OutlineMemory();

  private InferRequestParser() {}

  /**
   * Parses a request.
   *
   * @param headerLength the value of {@code Inference-Header-Content-Length}, or null without it
   */
  static InferRequest parse(Body body, String headerLength, InferTarget target) {
    int jsonLength = jsonLength(body, headerLength);
    if (headerLength != null && jsonLength == 0) {
      return RawRequest.of(body, target);
    }
    try {
      return outline(body.bytes(), jsonLength, target).fill(body, jsonLength, target.model());
    } catch (JsonProcessingException unparsable) {
      throw JsonRefusal.unparsable(unparsable);
    } catch (IOException impossible) {
      // The bytes are in memory; but broken UTF-8 is reported like this.
      throw Refusal.invalid("failed to parse the request JSON: %s", impossible.getMessage());
    } catch (UncheckedIOException impossible) {
      throw Refusal.invalid("failed to parse the request JSON: %s", impossible.getMessage());
    }
  }

  private static int jsonLength(Body body, String headerLength) {
    if (headerLength == null) {
      return body.length();
    }
    long length;
    try {
      length = Long.parseLong(headerLength.strip());
    } catch (NumberFormatException notANumber) {
      throw Refusal.invalid(
          "Unable to parse Inference-Header-Content-Length, got: %s", headerLength);
    }
    if (length < 0 || length > body.length()) {
      throw Refusal.invalid(
          "inference header size should be in range (0, %d), got: %d", body.length(), length);
    }
    return (int) length;
  }

  private static RequestOutline outline(byte[] json, int length, InferTarget target)
      throws IOException {
    RequestOutline remembered = OUTLINES.find(json, length);
    if (remembered != null) {
      return remembered;
    }
    RequestOutline outline = OutlineParser.parse(json, length, target.takesRawRows());
    OUTLINES.remember(json, length, outline);
    return outline;
  }
}
