package io.sampo.cluster;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * For a test that leaves its nodes as they are: its methods may take a {@link LocalCluster} of two
 * nodes, the same for all such tests of this JVM. It starts when the first of them asks for it and
 * ends behind the last. What a test names there, it names like no other.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(SharedCluster.Resolver.class)
public @interface SharedCluster {

  /** How many nodes it has. */
  int NODES = 2;

  /** Gives it to whoever asks. */
  final class Resolver implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(SharedCluster.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == LocalCluster.class;
    }

    @Override
    public LocalCluster resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(Running.class, type -> Running.start(), Running.class)
          .cluster();
    }
  }

  /** Ends with all tests. */
  record Running(LocalCluster cluster) implements CloseableResource {

    static Running start() {
      return new Running(
          LocalCluster.options()
              .nodes(NODES)
              .profile(Profile.MODERATE)
              .quickStart()
              .onEvent(System.out::println)
              .start());
    }

    @Override
    public void close() {
      cluster.close();
    }
  }
}
