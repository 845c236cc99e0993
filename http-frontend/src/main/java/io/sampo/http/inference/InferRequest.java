package io.sampo.http.inference;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.tensor.Tensor;
import java.util.List;

/**
 * An inference request as the client sent it, not yet checked against a signature.
 *
 * @param id the client's own, or the empty string
 * @param inputs in the client's order
 * @param outputs those that the client names; empty means all
 * @param defaultForm of outputs that the client does not name
 * @param timeoutMicros 0 for none
 * @param priority 0 for the usual; otherwise 1 goes before 2, and all before the usual
 */
public record InferRequest(
    String id,
    List<Tensor> inputs,
    List<RequestedOutput> outputs,
    OutputForm defaultForm,
    long timeoutMicros,
    int priority) {

  public InferRequest {
    requireNonNull(id, "id is null");
    requireNonNull(defaultForm, "defaultForm is null");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public List<String> outputNames() {
    return outputs.isEmpty() ? List.of() : outputs.stream().map(RequestedOutput::name).toList();
  }
}
