package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.sampo.http.inference.Refusal;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;

/** The refusals of what is no JSON, or cannot be said in it. */
final class JsonRefusal {

  private JsonRefusal() {}

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
    return Refusal.invalid(
        "%s %s %s '%s' via JSON is not supported. Please use the binary data format",
        verb, datatype, kind, name);
  }
}
