package io.sampo.node.training.data;

import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.Split;

/** A dataset with what was learned while it was opened. */
public final class OpenedDataset {
  private final Dataset dataset;
  private final RowSource rows;
  private final RowSelection selection;
  private final PreprocessingPlan plan;

  private OpenedDataset(
      Dataset dataset, RowSource rows, RowSelection selection, PreprocessingPlan plan) {
    this.dataset = dataset;
    this.rows = rows;
    this.selection = selection;
    this.plan = plan;
  }

  /**
   * Samples that need nothing done to them are read straight from where they are.
   *
   * @param known as for {@link #ofRows}
   */
  static OpenedDataset ofSamples(
      SampleSource samples, DatasetSpecification specification, PreprocessingPlan known) {
    if (!specification.preprocessing().equals(Preprocessing.NONE)) {
      return ofRows(samples, specification, known);
    }
    if (specification.split() == null) {
      return new OpenedDataset(samples, samples, RowSelection.all(samples.size()), null);
    }
    RowSelection part = selection(samples, specification, specification.split());
    PreprocessingPlan identity = PlanFitting.identity(samples);
    return new OpenedDataset(new PreparedDataset(samples, part, identity), samples, part, null);
  }

  /**
   * @param known the plan; null while it has to be learned from the training part
   */
  static OpenedDataset ofRows(
      RowSource rows, DatasetSpecification specification, PreprocessingPlan known) {
    RowSelection part = selection(rows, specification, specification.split());
    PreprocessingPlan plan = known == null ? fit(rows, part, specification) : known;
    return new OpenedDataset(new PreparedDataset(rows, part, plan), rows, part, plan);
  }

  private static PreprocessingPlan fit(
      RowSource rows, RowSelection part, DatasetSpecification specification) {
    Split split = specification.split();
    RowSelection training =
        split == null || split.part() == Split.Part.TRAIN
            ? part
            : selection(rows, specification, split.withPart(Split.Part.TRAIN));
    return PlanFitting.fit(rows, training, specification.preprocessing());
  }

  private static RowSelection selection(
      RowSource rows, DatasetSpecification specification, Split split) {
    return RowSelection.of(rows, specification.preprocessing().missing(), split);
  }

  public Dataset dataset() {
    return dataset;
  }

  /** How inputs are made of raw rows; null where they are passed on as they are. */
  public PreprocessingPlan plan() {
    return plan;
  }

  /**
   * Reads every sample, once before it is registered.
   *
   * @throws io.sampo.protocol.error.PlatformException INVALID_ARGUMENT if one cannot be used
   */
  public DatasetStatistics check() {
    PreprocessingPlan applied = plan == null ? PlanFitting.identity(rows) : plan;
    return new SampleCheck(rows, applied).over(selection);
  }
}
