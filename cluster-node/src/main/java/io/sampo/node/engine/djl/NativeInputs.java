package io.sampo.node.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDManager;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Gathers the inputs of requests in memory of PyTorch's own and not in direct buffers, which would
 * wait for the garbage collector.
 */
final class NativeInputs {
  private NativeInputs() {}

  /**
   * One array for each input, with the items of all requests in their order.
   *
   * @param call owns the arrays
   * @param requests as {@link io.sampo.node.engine.LoadedModel#forwardTogether} takes them
   */
  static NDList gather(PtNDManager call, List<List<Tensor>> requests) {
    int inputs = requests.get(0).size();
    NDList arguments = new NDList(inputs);
    for (int i = 0; i < inputs; i++) {
      arguments.add(gather(call, requests, i));
    }
    return arguments;
  }

  private static NDArray gather(PtNDManager call, List<List<Tensor>> requests, int index) {
    Tensor first = requests.get(0).get(index);
    Shape shape = first.shape();
    if (requests.size() > 1) {
      long items = 0;
      for (List<Tensor> request : requests) {
        items += request.get(index).shape().dimension(0);
      }
      shape = shape.withFirst(items);
    }
    NDArray array = call.create(DjlTypes.toDjl(shape), DjlTypes.toDjl(first.dataType()));
    if (shape.elementCount() > 0) {
      ByteBuffer view = array.toByteBuffer(true);
      for (List<Tensor> request : requests) {
        request.get(index).writeTo(view::put);
      }
    }
    return array;
  }
}
