package io.sampo.http.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConformancePageTest {

  private static final List<String> CHECKLIST = List.of("## One", "A01 does this", "A02 does that");

  private static ProvenLine line(String id, Verdict verdict, boolean passed) {
    return new ProvenLine(id, verdict, "SomeTest.does" + id, passed);
  }

  @Test
  void listsEveryLineWithItsVerdict() {
    ConformancePage page =
        ConformancePage.of(
            CHECKLIST,
            List.of(line("A02", Verdict.NOT_BUILT, true), line("A01", Verdict.PASSES, true)));

    assertThat(page.faults()).isEmpty();
    assertThat(page.text())
        .contains(
            "1 passes, 0 deliberately different, 1 not built",
            "| A01 | does this | passes |\n| A02 | does that | not built (answers 501) |\n");
  }

  @Test
  void isFaultyWithoutATestForALine() {
    ConformancePage page =
        ConformancePage.of(CHECKLIST, List.of(line("A01", Verdict.PASSES, true)));

    assertThat(page.faults()).containsExactly("[A02] is proven by no test");
  }

  @Test
  void isFaultyWithATestThatDidNotPass() {
    ConformancePage page =
        ConformancePage.of(
            CHECKLIST,
            List.of(
                line("A01", Verdict.PASSES, false),
                line("A01", Verdict.PASSES, true),
                line("A02", Verdict.PASSES, true)));

    assertThat(page.faults())
        .containsExactly("[A01] has tests that did not pass [SomeTest.doesA01]");
  }

  @Test
  void isFaultyWithTestsOfDifferentVerdicts() {
    ConformancePage page =
        ConformancePage.of(
            List.of("A01 does this"),
            List.of(line("A01", Verdict.PASSES, true), line("A01", Verdict.NOT_BUILT, true)));

    assertThat(page.faults())
        .containsExactly("[A01] has tests of different verdicts [SomeTest.doesA01]");
  }

  @Test
  void isFaultyWithATestForNoLine() {
    ConformancePage page = ConformancePage.of(List.of(), List.of(line("Z9", Verdict.PASSES, true)));

    assertThat(page.faults()).containsExactly("[Z9] is no line of the checklist");
  }
}
