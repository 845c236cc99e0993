package io.sampo.node.training.property;

import io.sampo.checklist.EvidenceRecorder;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * This test proves that property of training, or a part of it. What the tests of this module prove
 * is written into {@code docs/training-properties.md}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EvidenceRecorder.class)
public @interface TrainingProperty {

  /** The ids of the properties, for example {@code P24}. */
  String[] value();

  Extent extent() default Extent.WHOLE;

  /** How much of a property its tests prove together. */
  enum Extent {
    WHOLE("holds"),
    WITHOUT_FAILURES("holds without failures");

    private final String words;

    Extent(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }
}
