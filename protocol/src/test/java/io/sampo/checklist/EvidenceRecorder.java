package io.sampo.checklist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Writes how those tests of a class went that prove lines of a checklist, one file a class, so that
 * running one class alone renews its file and leaves the others. A module has an annotation of its
 * own for such tests, which extends them with this.
 */
public final class EvidenceRecorder implements TestWatcher {

  /** Below the module. */
  public static final Path RESULTS = Path.of("target", "checklist");

  private static final Namespace NAMESPACE = Namespace.create(EvidenceRecorder.class);

  @Override
  public void testSuccessful(ExtensionContext context) {
    record(context, true);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    record(context, false);
  }

  @Override
  public void testAborted(ExtensionContext context, Throwable cause) {
    record(context, false);
  }

  @Override
  public void testDisabled(ExtensionContext context, Optional<String> reason) {
    record(context, false);
  }

  private static void record(ExtensionContext context, boolean passed) {
    String name = context.getRequiredTestClass().getName();
    context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent(name, key -> new ClassResults(name), ClassResults.class)
        .add(context.getRequiredTestMethod().getName(), passed);
  }

  /** The results of one class; written when the run ends. */
  private static final class ClassResults implements Store.CloseableResource {
    private final String name;
    private final Map<String, Boolean> passed = new TreeMap<>();

    ClassResults(String name) {
      this.name = name;
    }

    /** A test with parameters passes if it does so with all of them. */
    synchronized void add(String method, boolean success) {
      passed.merge(method, success, Boolean::logicalAnd);
    }

    @Override
    public synchronized void close() {
      StringBuilder text = new StringBuilder();
      passed.forEach(
          (method, success) ->
              text.append(method).append(success ? " passed" : " failed").append('\n'));
      try {
        Files.createDirectories(RESULTS);
        Files.writeString(RESULTS.resolve(name + ".txt"), text);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
