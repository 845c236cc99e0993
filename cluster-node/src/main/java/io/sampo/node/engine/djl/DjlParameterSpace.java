package io.sampo.node.engine.djl;

import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.sampo.node.engine.AlignedMemory;
import io.sampo.node.engine.ParameterSlice;
import io.sampo.node.engine.ParameterSpace;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * One Java-owned direct buffer that the module's parameters point into, so that an optimizer's
 * writes need no copy back. Gradients stay where PyTorch puts them, in views that are taken once:
 * it adds to a gradient in place and zeroes it in place.
 */
final class DjlParameterSpace implements ParameterSpace {
  private final Object lock;
  private final List<PtNDArray> arrays;
  private final List<ParameterSlice> layout;
  private final ByteBuffer flat;
  private final ByteBuffer[] gradients;
  private boolean closed;

  private DjlParameterSpace(
      Object lock, List<PtNDArray> arrays, List<ParameterSlice> layout, ByteBuffer flat) {
    this.lock = lock;
    this.arrays = arrays;
    this.layout = layout;
    this.flat = flat;
    this.gradients = new ByteBuffer[arrays.size()];
  }

  /**
   * Moves the module's parameters into a buffer of ours and makes them take gradients.
   *
   * @param lock what serialises the calls of the model
   */
  static DjlParameterSpace adopt(DjlModule module, Object lock) {
    List<PtNDArray> arrays = new ArrayList<>();
    List<ParameterSlice> layout = new ArrayList<>();
    NDList found = JniUtils.moduleGetParams(module.block(), module.manager());
    long floats = 0;
    for (int i = 0; i < found.size(); i++) {
      PtNDArray array = (PtNDArray) found.get(i);
      requireFloats(array);
      Shape shape = DjlTypes.fromDjl(array.getShape());
      layout.add(new ParameterSlice(array.getName(), shape, Math.toIntExact(floats)));
      floats += shape.elementCount();
      requireAddressable(floats);
      arrays.add(array);
    }
    if (floats == 0) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED, "Expected a module with parameters to train, but it has none");
    }
    ByteBuffer flat = AlignedMemory.allocate((int) floats * Float.BYTES);
    DjlParameterSpace space =
        new DjlParameterSpace(lock, List.copyOf(arrays), List.copyOf(layout), flat);
    space.moveIn();
    return space;
  }

  private static void requireFloats(PtNDArray array) {
    if (array.getDataType() != ai.djl.ndarray.types.DataType.FLOAT32) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "Expected FP32 parameters, but [%s] is %s"
              .formatted(array.getName(), array.getDataType()));
    }
  }

  private static void requireAddressable(long floats) {
    if (floats > AlignedMemory.MOST_BYTES / Float.BYTES) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "Expected less than 2 GiB of parameters, but there are more than %d floats"
              .formatted(floats));
    }
  }

  private void moveIn() {
    for (int i = 0; i < arrays.size(); i++) {
      PtNDArray array = arrays.get(i);
      array.setRequiresGradient(true);
      if (layout.get(i).floats() > 0) {
        ByteBuffer slice = slice(i);
        slice.duplicate().put(array.toByteBuffer(true));
        array.set(slice);
      }
    }
    for (int i = 0; i < arrays.size(); i++) {
      requireOwnStorage(i);
    }
  }

  /**
   * Two names for one parameter would both point to the later slice, and count a gradient twice.
   */
  private void requireOwnStorage(int index) {
    if (layout.get(index).floats() == 0) {
      return;
    }
    ByteBuffer slice = slice(index);
    ByteBuffer seenByModule = arrays.get(index).toByteBuffer(true);
    int before = slice.getInt(0);
    slice.putInt(0, ~before);
    boolean same = seenByModule.getInt(0) == slice.getInt(0);
    slice.putInt(0, before);
    if (!same) {
      throw new PlatformException(
          ErrorCode.UNSUPPORTED,
          "Expected parameters with storage of their own, but [%s] shares that of another"
              .formatted(layout.get(index).name()));
    }
  }

  private ByteBuffer slice(int index) {
    ParameterSlice place = layout.get(index);
    return flat.slice(place.offset() * Float.BYTES, place.floats() * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public List<ParameterSlice> layout() {
    return layout;
  }

  @Override
  public int floats() {
    return flat.capacity() / Float.BYTES;
  }

  @Override
  public ByteBuffer parameters() {
    return flat.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Takes views of gradients that a backward has just created. */
  void noticeGradients() {
    for (int i = 0; i < gradients.length; i++) {
      if (gradients[i] == null && layout.get(i).floats() > 0) {
        gradients[i] = view(arrays.get(i));
      }
    }
  }

  private static ByteBuffer view(PtNDArray array) {
    // The view outlives this handle: the parameter itself holds the gradient's memory.
    try (PtNDArray gradient = JniUtils.getGradient(array)) {
      return gradient == null ? null : gradient.toByteBuffer(true);
    }
  }

  @Override
  public void gatherGradients(ByteBuffer target) {
    if (target.remaining() < bytes()) {
      throw new IllegalArgumentException(
          "Expected room for %d bytes, but there is %d".formatted(bytes(), target.remaining()));
    }
    synchronized (lock) {
      requireOpen();
      ByteBuffer writer = target.duplicate();
      for (int i = 0; i < gradients.length; i++) {
        if (gradients[i] == null) {
          writer.put(new byte[layout.get(i).floats() * Float.BYTES]);
        } else {
          writer.put(gradients[i].duplicate().clear());
        }
      }
      zeroOpen();
    }
  }

  @Override
  public void zeroGradients() {
    synchronized (lock) {
      requireOpen();
      noticeGradients();
      zeroOpen();
    }
  }

  private void zeroOpen() {
    for (int i = 0; i < gradients.length; i++) {
      if (gradients[i] != null) {
        JniUtils.zeroGrad(arrays.get(i));
      }
    }
  }

  @Override
  public void replaceParameters(ByteBuffer source) {
    if (source.remaining() != bytes()) {
      throw new IllegalArgumentException(
          "Expected %d bytes of parameters, but got %d".formatted(bytes(), source.remaining()));
    }
    synchronized (lock) {
      parameters().put(source.duplicate());
    }
  }

  /** Called by the model, under the lock, before the gradients' memory goes. */
  void close() {
    closed = true;
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("Expected an open model, but it was closed");
    }
  }
}
