package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.sampo.http.inference.BinaryTensors;
import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.InferTarget;
import io.sampo.http.inference.OutputForm;
import io.sampo.http.inference.Parameters;
import io.sampo.http.inference.Refusal;
import io.sampo.http.inference.RequestedOutput;
import io.sampo.http.rest.InputParser.ParsedInput;
import io.sampo.http.server.Body;
import io.sampo.protocol.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * From the bytes of a request to an {@link InferRequest}, in one pass. Knows no model but for the
 * raw form, which a signature has to explain. Thread-safe; throws nothing but {@link
 * io.sampo.protocol.error.PlatformException} with the caller's fault.
 */
final class InferRequestParser {

  private static final int MOST_NAMES = 1024;

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .build();

  private final Body body;
  private final int jsonLength;
  private final String model;

  private String id = "";
  private Parameters parameters = Parameters.NONE;
  private List<ParsedInput> inputs;
  private List<ParsedOutput> outputs = List.of();

  private record ParsedOutput(String name, Optional<Boolean> binary) {}

  private InferRequestParser(Body body, int jsonLength, String model) {
    this.body = body;
    this.jsonLength = jsonLength;
    this.model = model;
  }

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
      return new InferRequestParser(body, jsonLength, target.model()).parse();
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

  private InferRequest parse() throws IOException {
    try (JsonParser parser = FACTORY.createParser(body.bytes(), 0, jsonLength)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Refusal.invalid("failed to parse the request JSON: expected an object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        readField(parser, field);
      }
      if (parser.nextToken() != null) {
        throw Refusal.invalid("failed to parse the request JSON: expected nothing behind it");
      }
    }
    return finish();
  }

  private void readField(JsonParser parser, String field) throws IOException {
    switch (field) {
      case "id" -> id = id(parser);
      case "parameters" -> parameters = ParametersJson.read(parser, "the request");
      case "inputs" -> inputs = inputs(parser);
      case "outputs" -> outputs = outputs(parser);
      default -> parser.skipChildren();
    }
  }

  private static String id(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw Refusal.invalid("Unable to parse 'id': expected a string");
    }
    return parser.getText();
  }

  private List<ParsedInput> inputs(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.invalid("Unable to parse 'inputs': expected an array");
    }
    List<ParsedInput> all = new ArrayList<>(4);
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      ParsedInput input = InputParser.read(FACTORY, parser, body.bytes(), jsonLength);
      requireNew("input", seen, input.name());
      all.add(input);
    }
    return all;
  }

  private static List<ParsedOutput> outputs(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw Refusal.invalid("Unable to parse 'outputs': expected an array");
    }
    List<ParsedOutput> all = new ArrayList<>(4);
    Set<String> seen = new HashSet<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      ParsedOutput output = output(parser);
      requireNew("output", seen, output.name());
      all.add(output);
    }
    return all;
  }

  private static void requireNew(String kind, Set<String> seen, String name) {
    if (!seen.add(name)) {
      throw Refusal.invalid("Expected different %s names, but '%s' came twice", kind, name);
    }
    if (seen.size() > MOST_NAMES) {
      throw Refusal.invalid("Expected at most %d %ss, but got more", MOST_NAMES, kind);
    }
  }

  private static ParsedOutput output(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Refusal.invalid("Unable to parse 'outputs': expected an array of objects");
    }
    String name = null;
    Parameters parameters = Parameters.NONE;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken token = parser.nextToken();
      if (field.equals("name") && token == JsonToken.VALUE_STRING) {
        name = parser.getText();
      } else if (field.equals("parameters")) {
        parameters = ParametersJson.read(parser, "an output");
      } else {
        parser.skipChildren();
      }
    }
    if (name == null) {
      throw Refusal.invalid("Unable to parse 'name' of an output: expected a string");
    }
    parameters.requireSupportedOutput(name);
    return new ParsedOutput(name, parameters.truth("binary_data"));
  }

  private InferRequest finish() {
    if (inputs == null) {
      throw Refusal.invalid("Unable to parse 'inputs': it is missing");
    }
    parameters.requireNoSequence();
    BinaryTensors binary = new BinaryTensors(body.bytes(), jsonLength, body.length(), model);
    List<Tensor> tensors = new ArrayList<>(inputs.size());
    for (ParsedInput input : inputs) {
      tensors.add(input.resolve(binary));
    }
    binary.requireAllRead();
    OutputForm defaultForm =
        OutputForm.binary(parameters.truth("binary_data_output").orElse(false));
    List<RequestedOutput> requested = new ArrayList<>(outputs.size());
    for (ParsedOutput output : outputs) {
      OutputForm form = output.binary().map(OutputForm::binary).orElse(defaultForm);
      requested.add(new RequestedOutput(output.name(), form));
    }
    return new InferRequest(
        id, tensors, requested, defaultForm, parameters.timeoutMicros(), parameters.priority());
  }
}
