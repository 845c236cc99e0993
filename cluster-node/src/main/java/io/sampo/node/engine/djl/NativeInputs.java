package io.sampo.node.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The inputs of one forward, in memory of PyTorch's own and not in direct buffers, which would wait
 * for the garbage collector. They can be written anew for another forward with equal shapes. Not
 * thread-safe.
 */
final class NativeInputs implements AutoCloseable {

  /** Of which they were made: they stand for the shapes. */
  private final Shape[] shapes;

  private final NDArray[] arrays;
  private final IValue[] arguments;

  /** Null for an input without elements. */
  private final ByteBuffer[] views;

  private final long bytes;

  /**
   * Room for the items of these requests, still without values.
   *
   * @param owner frees what is left open when it is closed
   * @param requests as {@link io.sampo.node.engine.LoadedModel#forwardTogether} takes them
   */
  NativeInputs(PtNDManager owner, List<List<Tensor>> requests) {
    List<Tensor> first = requests.get(0);
    int count = first.size();
    this.shapes = new Shape[count];
    this.arrays = new NDArray[count];
    this.arguments = new IValue[count];
    this.views = new ByteBuffer[count];
    long all = 0;
    for (int i = 0; i < count; i++) {
      Shape shape = together(requests, i);
      PtNDArray array =
          owner.create(DjlTypes.toDjl(shape), DjlTypes.toDjl(first.get(i).dataType()));
      shapes[i] = shape;
      arrays[i] = array;
      arguments[i] = IValue.from(array);
      views[i] = shape.elementCount() == 0 ? null : array.toByteBuffer(true);
      all += views[i] == null ? 0 : views[i].capacity();
    }
    this.bytes = all;
  }

  /** The shape of an input of all requests one after the other. */
  private static Shape together(List<List<Tensor>> requests, int index) {
    Shape first = requests.get(0).get(index).shape();
    if (requests.size() == 1) {
      return first;
    }
    long items = 0;
    for (List<Tensor> request : requests) {
      items += request.get(index).shape().dimension(0);
    }
    return first.withFirst(items);
  }

  /** Whether there is room for exactly these requests. */
  boolean fit(List<List<Tensor>> requests) {
    for (int i = 0; i < shapes.length; i++) {
      if (!together(requests, i).equals(shapes[i])) {
        return false;
      }
    }
    return true;
  }

  /** Writes the items of all requests, in their order, over what was there. */
  void fill(List<List<Tensor>> requests) {
    for (int i = 0; i < views.length; i++) {
      if (views[i] != null) {
        ByteBuffer view = views[i].clear();
        for (List<Tensor> request : requests) {
          request.get(i).writeTo(view::put);
        }
      }
    }
  }

  /** What a module is called with. */
  IValue[] arguments() {
    return arguments;
  }

  long bytes() {
    return bytes;
  }

  int count() {
    return arrays.length;
  }

  @Override
  public void close() {
    for (int i = 0; i < arrays.length; i++) {
      arguments[i].close();
      arrays[i].close();
    }
  }
}
