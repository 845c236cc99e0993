package io.sampo.http.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.sampo.http.inference.Parameters;
import io.sampo.http.inference.Refusal;
import io.sampo.http.rest.InputParser.ParsedInput;
import io.sampo.http.rest.RequestOutline.ParsedOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** From the JSON of a request to its {@link RequestOutline}, in one pass. */
final class OutlineParser {

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

  private final byte[] json;
  private final int length;
  private final boolean nullIsMissing;

  private String id = "";
  private Parameters parameters = Parameters.NONE;
  private List<ParsedInput> inputs;
  private List<ParsedOutput> outputs = List.of();

  private OutlineParser(byte[] json, int length, boolean nullIsMissing) {
    this.json = json;
    this.length = length;
    this.nullIsMissing = nullIsMissing;
  }

  /**
   * @param json begins at index 0
   * @param nullIsMissing whether an element may be null, as in {@link TensorJson#read}
   */
  static RequestOutline parse(byte[] json, int length, boolean nullIsMissing) throws IOException {
    return new OutlineParser(json, length, nullIsMissing).parse();
  }

  private RequestOutline parse() throws IOException {
    try (JsonParser parser = FACTORY.createParser(json, 0, length)) {
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
    if (inputs == null) {
      throw Refusal.invalid("Unable to parse 'inputs': it is missing");
    }
    parameters.requireNoSequence();
    return new RequestOutline(id, parameters, inputs, outputs);
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
      ParsedInput input = InputParser.read(FACTORY, parser, json, length, nullIsMissing);
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
}
