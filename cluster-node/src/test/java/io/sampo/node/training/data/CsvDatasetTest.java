package io.sampo.node.training.data;

import static io.sampo.node.training.data.DatasetFixture.assertInvalid;
import static io.sampo.node.training.data.DatasetFixture.feature;
import static io.sampo.node.training.data.DatasetFixture.input;
import static io.sampo.node.training.data.DatasetFixture.preprocessing;
import static io.sampo.node.training.data.DatasetFixture.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sampo.protocol.dataset.ClassCount;
import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.FeatureStatistics;
import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvDatasetTest {
  private static final CsvColumn AREA = feature("area", ValueKind.NUMBER);
  private static final CsvColumn CITY = feature("city", ValueKind.CATEGORY);
  private static final CsvColumn ID = new CsvColumn("id", ColumnRole.IGNORED, ValueKind.CATEGORY);
  private static final CsvColumn PRICE = DatasetFixture.target("price", ValueKind.NUMBER);
  private static final CsvColumn KIND = DatasetFixture.target("kind", ValueKind.CATEGORY);
  private static final CsvLayout HOUSES = new CsvLayout(true, ",", List.of(AREA, CITY, ID, PRICE));
  private static final CsvLayout KINDS = new CsvLayout(false, ";", List.of(AREA, KIND));

  @TempDir Path directory;

  @Test
  void readsTypedColumnsByTheirHeader() {
    // given
    String text =
        """
        id,price,city,area
        a,100.5,Turku,50
        b,2e2,"Oulu, ""north\""",-7.25
        """;

    // when
    Dataset dataset = open(HOUSES, text).dataset();

    // then
    assertThat(dataset.size()).isEqualTo(2);
    assertThat(dataset.sampleShape()).isEqualTo(Shape.of(3));
    assertThat(dataset.targetType()).isEqualTo(DataType.FP32);
    assertThat(dataset.targetShape()).isEqualTo(Shape.of());
    assertThat(input(dataset, 0)).containsExactly(50, 0, 1);
    assertThat(input(dataset, 1)).containsExactly(-7.25f, 1, 0);
    assertThat(target(dataset, 1)).containsExactly(200);
  }

  @Test
  void readsAnyLineEndAndAMarkInFrontAndNoLineEndBehind() {
    Dataset dataset = open(KINDS, "\uFEFF1;x\r\n2;y\n3;x").dataset();

    assertThat(dataset.size()).isEqualTo(3);
    assertThat(input(dataset, 0)).containsExactly(1);
    assertThat(target(dataset, 2)).containsExactly(0);
  }

  @Test
  void readsADatasetOfOneRow() {
    Dataset dataset = open(KINDS, "1;x").dataset();

    assertThat(dataset.size()).isEqualTo(1);
    assertThat(dataset.classCount()).isEqualTo(1);
  }

  @Test
  void numbersClassesByTheirOrder() {
    Dataset words = open(KINDS, "1;dog\n2;cat\n").dataset();
    Dataset digits = open(KINDS, "1;10\n2;9\n3;0\n").dataset();

    assertThat(words.targetType()).isEqualTo(DataType.INT64);
    assertThat(target(words, 0)).containsExactly(1);
    assertThat(target(words, 1)).containsExactly(0);
    assertThat(target(digits, 0)).containsExactly(2);
    assertThat(target(digits, 1)).containsExactly(1);
  }

  @Test
  void readsSeveralTargetsThatAreNumbers() {
    CsvColumn rent = DatasetFixture.target("rent", ValueKind.NUMBER);
    CsvLayout layout = new CsvLayout(false, ",", List.of(PRICE, AREA, rent));
    Dataset dataset = open(layout, "1,2,3\n4,5,6\n").dataset();

    assertThat(dataset.targetShape()).isEqualTo(Shape.of(2));
    assertThat(target(dataset, 1)).containsExactly(4, 6);
  }

  @Test
  void describesColumnsAndClasses() {
    DatasetStatistics statistics = open(KINDS, "1;dog\n3;cat\n5;dog\n").check();

    assertThat(statistics.features())
        .containsExactly(new FeatureStatistics("area", 3, 3, Math.sqrt(8 / 3.0), 1, 5));
    assertThat(statistics.classes())
        .containsExactly(new ClassCount("cat", 1), new ClassCount("dog", 2));
  }

  @Test
  void namesRowAndColumnOfWhatIsNoNumber() {
    refuses(KINDS, "1;x\nabc;y\n", "finite number, but was [abc], in row 2, column 1 [area]");
    for (String none : List.of("NaN", "Infinity", "1e999", "0x10", "1f", " 1", "1,5", "-", "e")) {
      refuses(KINDS, none + ";x\n", "finite number, but was [" + none + "], in row 1");
    }
    refuses(HOUSES, "id,price,city,area\na,?,Turku,5\n", "in row 2, column 2 [price] of [rows]");
  }

  @Test
  void refusesRaggedRows() {
    refuses(KINDS, "1;x\n2\n", "Expected 2 columns in row 2 of [rows], but there are 1");
    refuses(KINDS, "1;x;\n", "in row 1 of [rows], but there are 3");
    refuses(KINDS, "1;x\n\n2;y\n", "in row 2 of [rows], but there are 1");
  }

  @Test
  void refusesTextThatIsNoCsv() {
    refuses(KINDS, "1;x\n2;\"y", "in row 2 of [rows]");
    refuses(KINDS, "1;\"x\"y\n", "in row 1 of [rows]");
    refuses(KINDS, "1;\"" + "y".repeat(2 << 20), "rows of at most", "row 1 is longer");
    refuses(KINDS, "", "at least one row");
    refuses(HOUSES, "id,price,city,area\n", "at least one row");
    byte[] latin = "1;\u00E4\n".getBytes(StandardCharsets.ISO_8859_1);
    assertInvalid(
        () -> new DatasetFixture(directory).csv(KINDS, Preprocessing.NONE, null, latin),
        "Expected UTF-8 in [rows]");
  }

  @Test
  void refusesAHeaderWithOtherColumns() {
    String expected = "Expected the columns [area, city, id, price] in row 1";
    refuses(HOUSES, "id,price,city\n", expected, "but they are [id, price, city]");
    refuses(HOUSES, "id,price,city,area,more\n", expected);
    refuses(HOUSES, "id,price,city,city\n", expected);
    refuses(HOUSES, "", expected, "but they are []");
    refuses(HOUSES, "x".repeat(1000) + "\n", "x…");
  }

  @Test
  void refusesMissingValuesUnlessToldWhatToDo() {
    refuses(KINDS, "1;x\n;y\n", "Expected a value, but there is none, in row 2, column 1 [area]");
    refuses(KINDS, "1;\n", "column 2 [kind]");
    assertInvalid(
        () -> open(KINDS, preprocessing(MissingValues.MEAN, false), "1;x\n2;\n"),
        "row 2, column 2 [kind]");
  }

  @Test
  void refusesLayoutsThatCannotBe() {
    for (List<CsvColumn> columns :
        List.of(
            List.of(AREA),
            List.of(PRICE),
            List.of(AREA, AREA, PRICE),
            List.of(AREA, PRICE, KIND))) {
      assertThatIllegalArgumentException().isThrownBy(() -> new CsvLayout(true, ",", columns));
    }
    for (String delimiter : List.of("", "::", "\"", "\n")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new CsvLayout(true, delimiter, List.of(AREA, PRICE)));
    }
  }

  private OpenedDataset open(CsvLayout layout, String text) {
    return open(layout, Preprocessing.NONE, text);
  }

  private OpenedDataset open(CsvLayout layout, Preprocessing preprocessing, String text) {
    return new DatasetFixture(directory).csv(layout, preprocessing, null, text);
  }

  private void refuses(CsvLayout layout, String text, String... words) {
    assertInvalid(() -> open(layout, text), words);
  }
}
