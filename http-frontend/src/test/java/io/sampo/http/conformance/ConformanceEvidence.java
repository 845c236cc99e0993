package io.sampo.http.conformance;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the tests of this module are about, passed or not: whether they pass is the build's word.
 */
public final class ConformanceEvidence {

  private static final Map<String, Verdict> VERDICTS = read();

  private ConformanceEvidence() {}

  /** The verdict of the tests on one line of the checklist. */
  public static Verdict of(String line) {
    Verdict verdict = VERDICTS.get(line);
    if (verdict == null) {
      throw new AssertionError("Expected a test for [" + line + "], but there is none");
    }
    return verdict;
  }

  private static Map<String, Verdict> read() {
    Map<String, Verdict> verdicts = new HashMap<>();
    new ClassFileImporter()
        .importPackages("io.sampo.http").stream()
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.isAnnotatedWith(Conformance.class))
            .map(JavaMethod::reflect)
            .map(method -> method.getAnnotation(Conformance.class))
            .forEach(
                conformance ->
                    List.of(conformance.value())
                        .forEach(line -> verdicts.put(line, conformance.verdict())));
    return verdicts;
  }
}
