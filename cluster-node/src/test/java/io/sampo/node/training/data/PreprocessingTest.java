package io.sampo.node.training.data;

import static io.sampo.node.training.data.DatasetFixture.array;
import static io.sampo.node.training.data.DatasetFixture.assertInvalid;
import static io.sampo.node.training.data.DatasetFixture.feature;
import static io.sampo.node.training.data.DatasetFixture.floats;
import static io.sampo.node.training.data.DatasetFixture.input;
import static io.sampo.node.training.data.DatasetFixture.longs;
import static io.sampo.node.training.data.DatasetFixture.preprocessing;
import static io.sampo.node.training.data.DatasetFixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawRow;
import io.sampo.protocol.dataset.Split;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.dataset.ValueKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessingTest {
  private static final CsvLayout LAYOUT =
      new CsvLayout(
          false,
          ",",
          List.of(
              feature("area", ValueKind.NUMBER),
              feature("city", ValueKind.CATEGORY),
              DatasetFixture.target("row", ValueKind.NUMBER)));

  @TempDir Path directory;

  @Test
  void makesTheInputsOfADatasetAsItMakesThoseOfARequest() {
    // given
    Preprocessing preprocessing =
        new Preprocessing(MissingValues.MEAN, 0, 0.5, true, UnknownCategory.ZERO);
    String text = "10,Turku,0\n,Oulu,1\n40,,2\n";

    // when
    OpenedDataset opened = csv(preprocessing, null, text);
    PreprocessingPlan plan = opened.plan();

    // then
    assertThat(input(opened.dataset(), 0)).isEqualTo(plan.apply(new Row(10, "Turku")));
    assertThat(input(opened.dataset(), 1)).isEqualTo(plan.apply(new Row(Double.NaN, "Oulu")));
    assertThat(input(opened.dataset(), 2)).isEqualTo(plan.apply(new Row(40, null)));
    assertThat(input(opened.dataset(), 0)).containsExactly(-1, 0, 1);
    assertThat(input(opened.dataset(), 1)).containsExactly(0, 1, 0);
    assertThat(input(opened.dataset(), 2)).containsExactly(1, 0, 0);
    assertThat(plan.apply(new Row(25, "Rome"))).containsExactly(0, 0, 0);
  }

  /** What a client might send. */
  private record Row(double area, String city) implements RawRow {
    @Override
    public double number(int feature) {
      return area;
    }

    @Override
    public String category(int feature) {
      return city;
    }
  }

  @Test
  void dropsRowsOrFillsThemWithAConstant() {
    String text = "10,a,0\n,a,1\n30,,2\n40,a,3\n50,b,\n";

    Dataset dropped = csv(preprocessing(MissingValues.DROP_ROW, false), null, text).dataset();
    assertThat(dropped.size()).isEqualTo(2);
    assertThat(targets(dropped)).containsExactly(0.0, 3.0);

    String filled = "10,a,0\n,a,1\n";
    Dataset constant = csv(preprocessing(MissingValues.CONSTANT, false), null, filled).dataset();
    assertThat(input(constant, 1)).containsExactly(-1, 1);
    assertInvalid(
        () -> csv(preprocessing(MissingValues.DROP_ROW, false), null, ",a,1\n"),
        "at least one row without missing values");
    assertInvalid(
        () -> csv(preprocessing(MissingValues.MEAN, false), null, ",a,1\n"),
        "values of feature [area]");
  }

  @Test
  void treatsNaNOfATensorAsMissing() {
    byte[] inputs = array("<f4", "(3, 2)", floats(1, 10, Float.NaN, 20, 3, 30));
    byte[] classes = array("<i8", "(3,)", longs(0, 1, 2));

    Dataset mean = npy(preprocessing(MissingValues.MEAN, false), null, inputs, classes).dataset();
    Dataset dropped =
        npy(preprocessing(MissingValues.DROP_ROW, false), null, inputs, classes).dataset();

    assertThat(input(mean, 1)).containsExactly(2, 20);
    assertThat(targets(dropped)).containsExactly(0.0, 2.0);
    assertInvalid(
        () -> npy(preprocessing(MissingValues.REFUSE, true), null, inputs, classes).check(),
        "feature 0 [0], but it is missing, in sample 1");
  }

  @Test
  void normalisesByTheTrainingPartAlone() {
    // given
    String text = rows(100);
    Preprocessing preprocessing = preprocessing(MissingValues.REFUSE, true);

    // when
    OpenedDataset train = csv(preprocessing, split(3, Split.Part.TRAIN), text);
    OpenedDataset test = csv(preprocessing, split(3, Split.Part.TEST), text);

    // then
    assertThat(test.plan()).isEqualTo(train.plan());
    double mean = targets(train.dataset()).stream().mapToDouble(each -> each).average().orElse(0);
    assertThat(train.plan().features().get(0).mean()).isCloseTo(mean, offset(1e-9));
    double normalised =
        IntStream.range(0, 80).mapToDouble(i -> input(train.dataset(), i)[0]).average().orElse(9);
    assertThat(normalised).isCloseTo(0, offset(1e-6));
  }

  @Test
  void leavesWhatNeverChangesAtZero() {
    Dataset dataset = csv(preprocessing(MissingValues.REFUSE, true), null, "5,a,0\n").dataset();

    assertThat(input(dataset, 0)).containsExactly(0, 1);
  }

  @Test
  void refusesCategoriesThatTheTrainingPartDoesNotHave() {
    String text = rows(9) + "9,Rome,9\n";
    long seed =
        IntStream.range(0, 1000)
            .filter(each -> testRows(each, text).contains(9.0))
            .findFirst()
            .orElseThrow();
    Preprocessing strict =
        new Preprocessing(MissingValues.REFUSE, 0, 1, false, UnknownCategory.REFUSE);

    assertInvalid(
        () -> csv(strict, split(seed, Split.Part.TEST), text).check(),
        "Expected one of 1 known categories as feature [city], but was [Rome], in row 10");
    OpenedDataset lenient =
        csv(preprocessing(MissingValues.REFUSE, false), split(seed, Split.Part.TEST), text);
    assertThat(lenient.check().features()).hasSize(2);
  }

  @Test
  void putsEveryRowIntoExactlyOnePartTheSameEveryTime() {
    for (int rows = 2; rows < 60; rows += 3) {
      String text = rows(rows);
      for (int seed = 0; seed < 5; seed++) {
        List<Double> test = testRows(seed, text);
        List<Double> train = targets(csv(lenient(), split(seed, Split.Part.TRAIN), text).dataset());

        List<Double> together = new ArrayList<>(test);
        together.addAll(train);
        assertThat(together)
            .containsExactlyInAnyOrderElementsOf(
                IntStream.range(0, rows).mapToObj(each -> (double) each).toList());
        assertThat(test).hasSize((int) Math.max(1, Math.round(rows * 0.2)));
        assertThat(testRows(seed, text)).isEqualTo(test);
      }
    }
  }

  @Test
  void splitsTensorsWithoutTouchingTheirNumbers() {
    byte[] inputs = array("<f4", "(4, 1)", floats(0.1f, 1.1f, 2.1f, 3.1f));
    byte[] classes = array("<i8", "(4,)", longs(0, 1, 2, 3));

    OpenedDataset train = npy(Preprocessing.NONE, split(1, Split.Part.TRAIN), inputs, classes);

    assertThat(train.plan()).isNull();
    assertThat(train.dataset().size()).isEqualTo(3);
    assertThat(train.dataset().classCount()).isEqualTo(4);
    for (int i = 0; i < 3; i++) {
      assertThat(input(train.dataset(), i)[0])
          .isEqualTo((float) target(train.dataset(), i)[0] + 0.1f);
    }
  }

  @Test
  void refusesToSplitASingleRow() {
    assertInvalid(
        () -> csv(lenient(), split(1, Split.Part.TRAIN), "1,a,0\n"), "at least 2 rows to split");
  }

  private List<Double> testRows(long seed, String text) {
    return targets(csv(lenient(), split(seed, Split.Part.TEST), text).dataset());
  }

  private static Preprocessing lenient() {
    return preprocessing(MissingValues.REFUSE, false);
  }

  private static Split split(long seed, Split.Part part) {
    return new Split(seed, 0.2, part);
  }

  /** The target of a row is its number, and so is its area. */
  private static String rows(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i).append(",Turku,").append(i).append('\n');
    }
    return text.toString();
  }

  private static List<Double> targets(Dataset dataset) {
    List<Double> targets = new ArrayList<>();
    for (int i = 0; i < dataset.size(); i++) {
      targets.add(target(dataset, i)[0]);
    }
    return targets;
  }

  private OpenedDataset csv(Preprocessing preprocessing, Split split, String text) {
    return new DatasetFixture(directory).csv(LAYOUT, preprocessing, split, text);
  }

  private OpenedDataset npy(
      Preprocessing preprocessing, Split split, byte[] inputs, byte[] targets) {
    return new DatasetFixture(directory).npy(preprocessing, split, inputs, targets);
  }
}
