package io.sampo.node.engine;

import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What an engine does with several requests, spelled out on the heap. */
public final class TensorBatch {
  private TensorBatch() {}

  /**
   * The inputs of all requests along the outermost dimension; those of a single one as they are.
   */
  public static List<Tensor> join(List<List<Tensor>> requests) {
    if (requests.size() == 1) {
      return requests.get(0);
    }
    List<Tensor> joined = new ArrayList<>();
    for (int i = 0; i < requests.get(0).size(); i++) {
      int position = i;
      joined.add(concatenate(requests.stream().map(tensors -> tensors.get(position)).toList()));
    }
    return joined;
  }

  /** To each request as many items as it brought. */
  static List<List<Tensor>> divide(List<Tensor> outputs, List<List<Tensor>> requests) {
    if (requests.size() == 1) {
      return List.of(outputs);
    }
    List<List<Tensor>> parts = new ArrayList<>();
    long first = 0;
    for (List<Tensor> request : requests) {
      long begin = first;
      long count = request.get(0).shape().dimension(0);
      parts.add(outputs.stream().map(output -> output.items(begin, count)).toList());
      first += count;
    }
    return parts;
  }

  private static Tensor concatenate(List<Tensor> tensors) {
    Tensor first = tensors.get(0);
    long items = tensors.stream().mapToLong(tensor -> tensor.shape().dimension(0)).sum();
    ByteBuffer data = ByteBuffer.allocate(tensors.stream().mapToInt(Tensor::byteCount).sum());
    tensors.forEach(tensor -> data.put(tensor.data()));
    return Tensor.wrap(
        first.name(), first.dataType(), first.shape().withFirst(items), data.array());
  }
}
