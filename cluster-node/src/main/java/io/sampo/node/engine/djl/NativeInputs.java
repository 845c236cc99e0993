package io.sampo.node.engine.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The inputs of one forward, in memory of PyTorch's own and not in direct buffers, which would wait
 * for the garbage collector. They can be written anew for another forward with equal shapes. Not
 * thread-safe.
 */
final class NativeInputs implements AutoCloseable {

  /** One input. */
  private static final class Input implements AutoCloseable {
    private final Shape shape;
    private final PtNDArray array;
    private final IValue argument;

    /** Null where there are no elements. */
    private final ByteBuffer view;

    Input(PtNDManager owner, Shape shape, DataType dataType) {
      this.shape = shape;
      this.array = owner.create(DjlTypes.toDjl(shape), DjlTypes.toDjl(dataType));
      this.argument = IValue.from(array);
      this.view = shape.elementCount() == 0 ? null : array.toByteBuffer(true);
    }

    long bytes() {
      return view == null ? 0 : view.capacity();
    }

    void fill(List<List<Tensor>> requests, int index) {
      if (view != null) {
        view.clear();
        for (List<Tensor> request : requests) {
          request.get(index).writeTo(view::put);
        }
      }
    }

    @Override
    public void close() {
      argument.close();
      array.close();
    }
  }

  private final List<Input> inputs;
  private final IValue[] arguments;

  /**
   * Room for the items of these requests, still without values.
   *
   * @param owner frees what is left open when it is closed
   * @param requests as {@link io.sampo.node.engine.LoadedModel#forwardTogether} takes them
   */
  NativeInputs(PtNDManager owner, List<List<Tensor>> requests) {
    List<Tensor> first = requests.get(0);
    this.inputs = new ArrayList<>(first.size());
    try {
      for (int i = 0; i < first.size(); i++) {
        inputs.add(new Input(owner, together(requests, i), first.get(i).dataType()));
      }
    } catch (RuntimeException noMemory) {
      close();
      throw noMemory;
    }
    this.arguments = inputs.stream().map(input -> input.argument).toArray(IValue[]::new);
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
    for (int i = 0; i < inputs.size(); i++) {
      if (!together(requests, i).equals(inputs.get(i).shape)) {
        return false;
      }
    }
    return true;
  }

  /** Writes the items of all requests, in their order, over what was there. */
  void fill(List<List<Tensor>> requests) {
    for (int i = 0; i < inputs.size(); i++) {
      inputs.get(i).fill(requests, i);
    }
  }

  /** What a module is called with. */
  IValue[] arguments() {
    return arguments;
  }

  long bytes() {
    return inputs.stream().mapToLong(Input::bytes).sum();
  }

  int count() {
    return inputs.size();
  }

  @Override
  public void close() {
    inputs.forEach(Input::close);
  }
}
