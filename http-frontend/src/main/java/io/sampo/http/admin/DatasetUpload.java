package io.sampo.http.admin;

import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.dataset.Split;
import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.id.DatasetName;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.util.List;
import java.util.function.Function;

/** Reads what somebody says in JSON about the files of a dataset. */
final class DatasetUpload {

  private DatasetUpload() {}

  /**
   * The specification, without its files.
   *
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT with all faults
   */
  static DatasetSpecification read(byte[] json) {
    return JsonFields.read(json, "the specification of the dataset", DatasetUpload::specification);
  }

  private static DatasetSpecification specification(JsonFields fields) {
    DatasetName name = fields.text("name", DatasetName::new);
    DatasetFormat format = fields.constant("format", DatasetFormat.class);
    CsvLayout csv = optional(fields, "csv", DatasetUpload::csv, null);
    RawLayout raw = optional(fields, "raw", DatasetUpload::raw, null);
    Preprocessing preprocessing =
        optional(fields, "preprocessing", DatasetUpload::preprocessing, Preprocessing.NONE);
    Split split = optional(fields, "split", DatasetUpload::split, null);
    return fields.build(
        () -> new DatasetSpecification(name, format, List.of(), csv, raw, preprocessing, split));
  }

  private static <T> T optional(
      JsonFields fields, String field, Function<JsonFields, T> reader, T otherwise) {
    return fields.has(field) ? fields.object(field, reader) : otherwise;
  }

  private static CsvLayout csv(JsonFields fields) {
    boolean header = fields.flag("header");
    String delimiter =
        fields.has("delimiter") ? fields.text("delimiter", Function.identity()) : ",";
    List<CsvColumn> columns = fields.objects("columns", DatasetUpload::column);
    return fields.build(() -> new CsvLayout(header, delimiter, columns));
  }

  private static CsvColumn column(JsonFields fields) {
    String name = fields.text("name", Function.identity());
    ColumnRole role =
        fields.has("role") ? fields.constant("role", ColumnRole.class) : ColumnRole.FEATURE;
    // Nobody looks at what is ignored.
    ValueKind kind =
        role == ColumnRole.IGNORED && !fields.has("kind")
            ? ValueKind.CATEGORY
            : fields.constant("kind", ValueKind.class);
    return fields.build(() -> new CsvColumn(name, role, kind));
  }

  private static RawLayout raw(JsonFields fields) {
    TensorLayout inputs = fields.object("inputs", DatasetUpload::tensor);
    TensorLayout targets = fields.object("targets", DatasetUpload::tensor);
    return fields.build(() -> new RawLayout(inputs, targets));
  }

  private static TensorLayout tensor(JsonFields fields) {
    DataType dataType = fields.constant("datatype", DataType.class);
    List<Long> shape = fields.longIntegers("shape");
    return fields.build(() -> new TensorLayout(dataType, Shape.of(shape)));
  }

  private static Preprocessing preprocessing(JsonFields fields) {
    Preprocessing none = Preprocessing.NONE;
    MissingValues missing =
        fields.has("missing") ? fields.constant("missing", MissingValues.class) : none.missing();
    double constant = fields.number("constant", none.constant());
    double scale = fields.number("scale", none.scale());
    boolean normalise = fields.has("normalise") && fields.flag("normalise");
    UnknownCategory unknown =
        fields.has("unknownCategory")
            ? fields.constant("unknownCategory", UnknownCategory.class)
            : none.unknownCategory();
    return fields.build(() -> new Preprocessing(missing, constant, scale, normalise, unknown));
  }

  private static Split split(JsonFields fields) {
    long seed = fields.longInteger("seed", 0);
    double testShare = fields.number("testShare");
    Split.Part part = fields.constant("part", Split.Part.class);
    return fields.build(() -> new Split(seed, testShare, part));
  }
}
