package io.sampo.protocol.serialization;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * Writes a record component by component in the order of its declaration, which is why that order
 * is frozen. Reading goes through the canonical constructor, so what a record refuses to be it can
 * not become on the wire either.
 */
final class ComponentsSerializer<T> extends Serializer<T> {
  private final Class<T> type;
  private final Class<?>[] componentTypes;
  private final MethodHandle[] accessors;
  private final MethodHandle constructor;

  ComponentsSerializer(Class<T> type) {
    super(false, true);
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException("Expected a record, but was [" + type.getName() + "]");
    }
    this.componentTypes =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    this.accessors = new MethodHandle[components.length];
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
      for (int i = 0; i < components.length; i++) {
        accessors[i] =
            lookup
                .unreflect(components[i].getAccessor())
                .asType(java.lang.invoke.MethodType.methodType(Object.class, Object.class));
      }
      this.constructor =
          lookup
              .unreflectConstructor(type.getDeclaredConstructor(componentTypes))
              .asSpreader(Object[].class, components.length)
              .asType(java.lang.invoke.MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("Cannot reach the components of " + type.getName(), e);
    }
  }

  @Override
  public void write(Kryo kryo, Output output, T record) {
    for (int i = 0; i < accessors.length; i++) {
      writeComponent(kryo, output, componentTypes[i], component(i, record));
    }
  }

  @Override
  public T read(Kryo kryo, Input input, Class<? extends T> expected) {
    Object[] values = new Object[componentTypes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = readComponent(kryo, input, componentTypes[i]);
    }
    try {
      return type.cast((Object) constructor.invokeExact(values));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new KryoException("Cannot construct " + type.getName(), e);
    }
  }

  private Object component(int index, T record) {
    try {
      return (Object) accessors[index].invokeExact((Object) record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new KryoException("Cannot read a component of " + type.getName(), e);
    }
  }

  private static void writeComponent(
      Kryo kryo, Output output, Class<?> componentType, Object value) {
    if (componentType == int.class) {
      output.writeInt((int) value);
    } else if (componentType == long.class) {
      output.writeLong((long) value);
    } else if (componentType == boolean.class) {
      output.writeBoolean((boolean) value);
    } else if (componentType == double.class) {
      output.writeDouble((double) value);
    } else if (componentType == float.class) {
      output.writeFloat((float) value);
    } else {
      kryo.writeClassAndObject(output, value);
    }
  }

  static Object readComponent(Kryo kryo, Input input, Class<?> componentType) {
    if (componentType == int.class) {
      return input.readInt();
    }
    if (componentType == long.class) {
      return input.readLong();
    }
    if (componentType == boolean.class) {
      return input.readBoolean();
    }
    if (componentType == double.class) {
      return input.readDouble();
    }
    if (componentType == float.class) {
      return input.readFloat();
    }
    return kryo.readClassAndObject(input);
  }
}
