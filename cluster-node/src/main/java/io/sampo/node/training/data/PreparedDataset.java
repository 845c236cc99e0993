package io.sampo.node.training.data;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import java.nio.ByteBuffer;

/** Selected rows of a source, each put through a plan when it is read. */
final class PreparedDataset implements Dataset {
  private final RowSource rows;
  private final RowSelection selection;
  private final PreprocessingPlan plan;
  private final Shape sampleShape;
  private final int inputBytes;

  PreparedDataset(RowSource rows, RowSelection selection, PreprocessingPlan plan) {
    this.rows = requireNonNull(rows, "rows is null");
    this.selection = requireNonNull(selection, "selection is null");
    this.plan = requireNonNull(plan, "plan is null");
    this.sampleShape = rows.inputShape(plan.width());
    this.inputBytes = Math.multiplyExact(plan.width(), Float.BYTES);
  }

  @Override
  public long size() {
    return selection.size();
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public DataType targetType() {
    return rows.targetType();
  }

  @Override
  public Shape targetShape() {
    return rows.targetShape();
  }

  @Override
  public int classCount() {
    return rows.classCount();
  }

  @Override
  public void read(long index, int slot, ByteBuffer inputs, ByteBuffer targets) {
    long row = selection.row(index);
    plan.apply(rows.row(row), inputs, slot * inputBytes);
    rows.readTarget(row, slot, targets);
  }
}
