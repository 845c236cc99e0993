package io.sampo.generator;

import java.nio.file.Path;
import org.bytedeco.pytorch.BoolType;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.Type;

/**
 * A TorchScript module in the making: parameters and buffers first, then the methods that use them,
 * then {@link #save}. Native memory is left to the end of this short process.
 */
final class ScriptModule {
  private final JitModule module;

  /** The name is that of the class inside the file, so it is a TorchScript identifier. */
  ScriptModule(String className) {
    // TorchScript resolves user classes below this prefix only.
    module = new JitModule(new QualifiedName("__torch__." + className));
    // Without this attribute a loader has nothing to switch between training and evaluation.
    Type.TypePtr bool = new Type.TypePtr(BoolType.get().get());
    module.register_attribute("training", bool, new IValue(true));
  }

  /** Adds a trainable FP32 tensor whose values come in row-major order. */
  ScriptModule parameter(String name, float[] values, long... shape) {
    module.register_parameter(name, tensor(name, values, shape), false);
    return this;
  }

  /** Adds a second name for a parameter that is there already. */
  ScriptModule alias(String name, String existing) {
    module.register_parameter(name, module.attr(existing).toTensor(), false);
    return this;
  }

  /** Adds FP32 state that takes no gradient. */
  ScriptModule buffer(String name, float[] values, long... shape) {
    module.register_buffer(name, tensor(name, values, shape));
    return this;
  }

  private static Tensor tensor(String name, float[] values, long... shape) {
    long elements = 1;
    for (long size : shape) {
      elements *= size;
    }
    if (elements != values.length) {
      throw new IllegalArgumentException(
          "Expected ["
              + elements
              + "] values for ["
              + name
              + "], but there were ["
              + values.length
              + "]");
    }
    return Tensor.create(values, shape);
  }

  /** Compiles one method; it may call those that were defined before it. */
  ScriptModule method(String source) {
    module.define(source);
    return this;
  }

  void save(Path file) {
    module.save(file.toString());
  }
}
