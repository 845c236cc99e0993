package io.sampo.protocol.serialization;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;

/**
 * What a record used to be: the number under which it was written, the types of its components
 * then, and what they come to today. It is only read.
 */
record FormerRecord<T>(
    int number, Class<T> type, List<Class<?>> componentTypes, Function<Object[], T> toPresent) {
  FormerRecord {
    requireNonNull(type, "type is null");
    requireNonNull(toPresent, "toPresent is null");
    componentTypes = List.copyOf(componentTypes);
  }
}
