package io.sampo.node.replica;

import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Several requests as one forward: their inputs concatenated along the outermost dimension, in
 * order, and the outputs cut up again. Only for datatypes of a fixed size.
 */
final class Batch {
  private Batch() {}

  /**
   * @param inputs one list for each request; all in the same order of names and with equal shapes
   *     but for the outermost dimension
   * @return the inputs of the one forward
   */
  static List<Tensor> join(List<List<Tensor>> inputs) {
    if (inputs.size() == 1) {
      return inputs.get(0);
    }
    List<Tensor> joined = new ArrayList<>();
    for (int i = 0; i < inputs.get(0).size(); i++) {
      int position = i;
      joined.add(concatenate(inputs.stream().map(tensors -> tensors.get(position)).toList()));
    }
    return joined;
  }

  /**
   * @param outputs of the one forward
   * @param items how many each request had, in order
   * @return one list for each request
   * @throws IllegalArgumentException if the outermost dimension is not the sum of the items
   */
  static List<List<Tensor>> split(List<Tensor> outputs, List<Integer> items) {
    if (items.size() == 1) {
      return List.of(outputs);
    }
    int total = items.stream().mapToInt(Integer::intValue).sum();
    outputs.forEach(output -> requireItems(output, total));
    List<List<Tensor>> parts = new ArrayList<>();
    int first = 0;
    for (int count : items) {
      List<Tensor> part = new ArrayList<>();
      for (Tensor output : outputs) {
        part.add(cut(output, first, count, total));
      }
      parts.add(part);
      first += count;
    }
    return parts;
  }

  private static Tensor concatenate(List<Tensor> tensors) {
    Tensor first = tensors.get(0);
    long items = 0;
    int bytes = 0;
    for (Tensor tensor : tensors) {
      items += tensor.shape().dimension(0);
      bytes = Math.addExact(bytes, tensor.byteCount());
    }
    ByteBuffer data = ByteBuffer.allocate(bytes);
    tensors.forEach(tensor -> data.put(tensor.data()));
    Shape shape = first.shape().withoutFirst().prepend(items);
    return Tensor.wrap(first.name(), first.dataType(), shape, data.array());
  }

  private static Tensor cut(Tensor output, int first, int count, int total) {
    int itemBytes = output.byteCount() / total;
    byte[] data = new byte[count * itemBytes];
    output.data().get(first * itemBytes, data);
    Shape shape = output.shape().withoutFirst().prepend(count);
    return Tensor.wrap(output.name(), output.dataType(), shape, data);
  }

  private static void requireItems(Tensor output, int total) {
    if (output.shape().rank() == 0 || output.shape().dimension(0) != total) {
      throw new IllegalArgumentException(
          "Expected output [%s] to have %d items, but its shape is %s"
              .formatted(output.name(), total, output.shape()));
    }
  }
}
