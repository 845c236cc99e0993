package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import com.typesafe.config.Config;
import io.sampo.http.server.Door;
import java.time.Duration;

/**
 * Settings of the inference door.
 *
 * @param maximumBody bytes; more is answered 413
 * @param requestMemory bytes of all requests together that are being read and answered
 * @param bodyTimeout how long a client may take to send its body
 * @param deadline of a request that names none, and the longest that one may name
 * @param answerTimeout how long the entity of a model may take to answer
 * @param loadTimeout how long a model may take to become ready when it is loaded by request
 */
public record InferenceSettings(
    Door door,
    int maximumBody,
    long requestMemory,
    Duration bodyTimeout,
    Duration deadline,
    Duration answerTimeout,
    Duration loadTimeout) {

  private static final String PATH = "sampo.http.inference";

  public InferenceSettings {
    requireNonNull(door, "door is null");
    requireNonNull(bodyTimeout, "bodyTimeout is null");
    requireNonNull(deadline, "deadline is null");
    requireNonNull(answerTimeout, "answerTimeout is null");
    requireNonNull(loadTimeout, "loadTimeout is null");
    if (maximumBody < 1) {
      throw new IllegalArgumentException(
          "Expected [%s.maximum-body] of 1 byte or more, but was [%d]"
              .formatted(PATH, maximumBody));
    }
    if (requestMemory < maximumBody) {
      throw new IllegalArgumentException(
          "Expected [%s.request-memory] of [%s.maximum-body] = %d bytes or more, but was [%d]"
              .formatted(PATH, PATH, maximumBody, requestMemory));
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "Expected [%s.deadline] above 0, but was [%s]".formatted(PATH, deadline));
    }
  }

  public static InferenceSettings from(Config config) {
    Config section = config.getConfig(PATH);
    return new InferenceSettings(
        Door.from(config, "inference", PATH),
        Math.toIntExact(section.getBytes("maximum-body")),
        section.getBytes("request-memory"),
        section.getDuration("body-timeout"),
        section.getDuration("deadline"),
        section.getDuration("answer-timeout"),
        section.getDuration("load-timeout"));
  }
}
