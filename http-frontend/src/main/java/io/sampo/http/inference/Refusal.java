package io.sampo.http.inference;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;

/** The refusals of the codecs, in the words of the protocol. */
final class Refusal {

  private Refusal() {}

  static PlatformException invalid(String message) {
    return new PlatformException(ErrorCode.INVALID_ARGUMENT, message);
  }

  static PlatformException invalid(String format, Object... arguments) {
    return invalid(format.formatted(arguments));
  }

  static PlatformException unsupported(String message) {
    return new PlatformException(ErrorCode.UNSUPPORTED, message);
  }

  static PlatformException unparsable(JsonProcessingException failure) {
    JsonLocation location = failure.getLocation();
    String where =
        location == null
            ? ""
            : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
    return new PlatformException(
        ErrorCode.INVALID_ARGUMENT,
        "failed to parse the request JSON" + where + ": " + failure.getOriginalMessage(),
        failure);
  }

  static PlatformException notViaJson(String verb, String datatype, String kind, String name) {
    return invalid(
        "%s %s %s '%s' via JSON is not supported. Please use the binary data format",
        verb, datatype, kind, name);
  }
}
