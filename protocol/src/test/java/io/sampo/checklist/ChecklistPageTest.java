package io.sampo.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChecklistPageTest {

  private static final List<String> LINES = List.of("## One", "A01 does this", "A02 does that");

  private static Checklist checklist(List<String> lines) {
    return new Checklist("# Head\n", lines, List.of("passes", "not built"), null);
  }

  private static Proof line(String id, String verdict, boolean passed) {
    return new Proof(id, verdict, "SomeTest.does" + id, passed);
  }

  @Test
  void listsEveryLineWithItsVerdict() {
    ChecklistPage page =
        ChecklistPage.of(
            checklist(LINES), List.of(line("A02", "not built", true), line("A01", "passes", true)));

    assertThat(page.faults()).isEmpty();
    assertThat(page.text())
        .contains(
            "# Head\nLines: 1 passes, 1 not built.\n",
            "| A01 | does this | passes |\n| A02 | does that | not built |\n");
  }

  @Test
  void isFaultyWithoutATestForALine() {
    ChecklistPage page = ChecklistPage.of(checklist(LINES), List.of(line("A01", "passes", true)));

    assertThat(page.faults()).containsExactly("[A02] is proven by no test");
  }

  @Test
  void mayLeaveLinesOpen() {
    ChecklistPage page =
        ChecklistPage.of(
            new Checklist("", LINES, List.of("passes"), "open"),
            List.of(line("A01", "passes", true)));

    assertThat(page.faults()).isEmpty();
    assertThat(page.text()).contains("1 passes, 1 open", "| A02 | does that | open |\n");
  }

  @Test
  void isFaultyWithATestThatDidNotPass() {
    ChecklistPage page =
        ChecklistPage.of(
            checklist(LINES),
            List.of(
                line("A01", "passes", false),
                line("A01", "passes", true),
                line("A02", "passes", true)));

    assertThat(page.faults())
        .containsExactly("[A01] has tests that did not pass [SomeTest.doesA01]");
  }

  @Test
  void isFaultyWithTestsOfDifferentVerdicts() {
    ChecklistPage page =
        ChecklistPage.of(
            checklist(List.of("A01 does this")),
            List.of(line("A01", "passes", true), line("A01", "not built", true)));

    assertThat(page.faults())
        .containsExactly("[A01] has tests of different verdicts [SomeTest.doesA01]");
  }

  @Test
  void isFaultyWithATestForNoLine() {
    ChecklistPage page =
        ChecklistPage.of(checklist(List.of()), List.of(line("Z9", "passes", true)));

    assertThat(page.faults()).containsExactly("[Z9] is no line of the checklist");
  }
}
