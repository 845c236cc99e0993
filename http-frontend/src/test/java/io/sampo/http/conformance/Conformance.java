package io.sampo.http.conformance;

import io.sampo.checklist.EvidenceRecorder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * This test proves that line of the checklist. Every line needs one; what the tests of this module
 * prove is written into {@code docs/inference-protocol.md}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EvidenceRecorder.class)
public @interface Conformance {

  /** The ids of the lines, for example {@code B14}; one, unless one behaviour is two lines. */
  String[] value();

  Verdict verdict() default Verdict.PASSES;
}
