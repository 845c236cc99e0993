package io.sampo.node.training.job;

import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.serving.Signature;
import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.Metric;
import java.util.ArrayList;
import java.util.List;

/** Whether what a job's names stand for fits the job, and each other. Not thread-safe. */
final class InputsFit {
  private final JobSpecification job;
  private final Signature signature;
  private final List<PlatformError> misfits = new ArrayList<>();

  private InputsFit(JobSpecification job, Signature signature) {
    this.job = job;
    this.signature = signature;
  }

  /** All that does not fit; empty if the job can begin. */
  static List<PlatformError> misfits(JobSpecification job, JobInputs inputs) {
    InputsFit fit = new InputsFit(job, inputs.module());
    fit.checkMeasurable();
    fit.check(inputs.dataset());
    if (inputs.evaluation() != null) {
      fit.check(inputs.evaluation());
    }
    return fit.misfits;
  }

  private void check(DatasetSummary data) {
    checkSamples(data);
    checkTargets(data);
    checkClasses(data);
  }

  private void checkSamples(DatasetSummary data) {
    Shape input = signature.inputs().get(0).shape();
    if (signature.inputs().size() != 1 || !takes(input, data.sampleShape())) {
      misfit(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected a model with one input that takes samples of shape %s, but [%s] takes %s"
              .formatted(data.sampleShape(), job.model(), signature.inputs()));
    }
  }

  private void checkTargets(DatasetSummary data) {
    DataType given = data.targetType();
    DataType wanted = job.loss().targetType().orElse(given);
    if (given != wanted) {
      misfit(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected %s targets for %s, but those of dataset [%s] are %s"
              .formatted(wanted, job.loss(), data.specification().name(), given));
    }
  }

  private void checkClasses(DatasetSummary data) {
    long classes = classes();
    if (job.loss() == Loss.CROSS_ENTROPY && classes >= 0 && data.classes() > classes) {
      misfit(
          ErrorCode.SIGNATURE_MISMATCH,
          "Expected at most %d classes in dataset [%s], because [%s] knows no more, but it has %d"
              .formatted(classes, data.specification().name(), job.model(), data.classes()));
    }
  }

  private void checkMeasurable() {
    boolean byClass = job.promotion() != null && job.promotion().rule().metric() == Metric.MACRO_F1;
    long classes = classes();
    if (byClass && job.loss() == Loss.CROSS_ENTROPY && classes > ClassCounts.MOST_IN_MATRIX) {
      misfit(
          ErrorCode.INVALID_ARGUMENT,
          "Expected at most %d classes for a promotion by MACRO_F1, but [%s] knows %d"
              .formatted(ClassCounts.MOST_IN_MATRIX, job.model(), classes));
    }
  }

  private void misfit(ErrorCode code, String message) {
    misfits.add(new PlatformError(code, message));
  }

  /** By shape, or by size where the module's is fixed: a row of pixels is an image. */
  private static boolean takes(Shape input, Shape sample) {
    return input.accepts(sample)
        || (input.isConcrete() && input.elementCount() == sample.elementCount());
  }

  /** What the model tells apart; -1 where its signature leaves that open. */
  private long classes() {
    Shape output = signature.outputs().get(0).shape();
    return output.rank() == 0 ? -1 : output.dimension(output.rank() - 1);
  }
}
