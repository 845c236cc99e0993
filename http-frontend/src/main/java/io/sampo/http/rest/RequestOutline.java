package io.sampo.http.rest;

import io.sampo.http.inference.BinaryTensors;
import io.sampo.http.inference.InferRequest;
import io.sampo.http.inference.OutputForm;
import io.sampo.http.inference.Parameters;
import io.sampo.http.inference.RequestedOutput;
import io.sampo.http.rest.InputParser.ParsedInput;
import io.sampo.http.server.Body;
import io.sampo.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the JSON of a request says, before the bytes behind it are looked at. */
record RequestOutline(
    String id, Parameters parameters, List<ParsedInput> inputs, List<ParsedOutput> outputs) {

  /** An output that the request names; empty if it leaves the form to the default. */
  record ParsedOutput(String name, Optional<Boolean> binary) {}

  RequestOutline {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * Whether the next request may well have the same: it has no id, and its tensors are elsewhere.
   */
  boolean isReusable() {
    return id.isEmpty() && inputs.stream().allMatch(ParsedInput::isBinary);
  }

  /**
   * The request with the bytes behind its JSON.
   *
   * @param model for messages
   */
  InferRequest fill(Body body, int jsonLength, String model) {
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
