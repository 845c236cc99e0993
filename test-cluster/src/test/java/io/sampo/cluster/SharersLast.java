package io.sampo.cluster;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Tests with a cluster of their own come first, so that the {@link SharedCluster} does not idle
 * beside them.
 */
public final class SharersLast implements ClassOrderer {

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context
        .getClassDescriptors()
        .sort(
            Comparator.<ClassDescriptor, Boolean>comparing(
                    each -> each.isAnnotated(SharedCluster.class))
                .thenComparing(each -> each.getTestClass().getSimpleName()));
  }
}
