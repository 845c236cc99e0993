package io.sampo.protocol.serialization;

import static java.util.Map.entry;

import io.sampo.protocol.dataset.ClassCount;
import io.sampo.protocol.dataset.ColumnRole;
import io.sampo.protocol.dataset.CsvColumn;
import io.sampo.protocol.dataset.CsvLayout;
import io.sampo.protocol.dataset.DatasetEvent;
import io.sampo.protocol.dataset.DatasetFile;
import io.sampo.protocol.dataset.DatasetFormat;
import io.sampo.protocol.dataset.DatasetPreview;
import io.sampo.protocol.dataset.DatasetProtocol;
import io.sampo.protocol.dataset.DatasetSpecification;
import io.sampo.protocol.dataset.DatasetStatistics;
import io.sampo.protocol.dataset.DatasetSummary;
import io.sampo.protocol.dataset.FeaturePlan;
import io.sampo.protocol.dataset.FeatureStatistics;
import io.sampo.protocol.dataset.MissingValues;
import io.sampo.protocol.dataset.PlannedDataset;
import io.sampo.protocol.dataset.Preprocessing;
import io.sampo.protocol.dataset.PreprocessingPlan;
import io.sampo.protocol.dataset.RawInput;
import io.sampo.protocol.dataset.RawLayout;
import io.sampo.protocol.dataset.Split;
import io.sampo.protocol.dataset.TensorLayout;
import io.sampo.protocol.dataset.UnknownCategory;
import io.sampo.protocol.dataset.ValueKind;
import io.sampo.protocol.training.AnomalyAction;
import io.sampo.protocol.training.AnomalyPolicy;
import io.sampo.protocol.training.BatchSize;
import io.sampo.protocol.training.Checkpoint;
import io.sampo.protocol.training.CheckpointPolicy;
import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.EarlyStopping;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.EvaluationPolicy;
import io.sampo.protocol.training.EvaluationSums;
import io.sampo.protocol.training.FailureBudget;
import io.sampo.protocol.training.GradientClipping;
import io.sampo.protocol.training.HandledAnomaly;
import io.sampo.protocol.training.JobEvent;
import io.sampo.protocol.training.JobHistory;
import io.sampo.protocol.training.JobProgress;
import io.sampo.protocol.training.JobSpecification;
import io.sampo.protocol.training.JobState;
import io.sampo.protocol.training.JobSummary;
import io.sampo.protocol.training.LearningRateDecay;
import io.sampo.protocol.training.LearningRateSchedule;
import io.sampo.protocol.training.Loss;
import io.sampo.protocol.training.LossSpike;
import io.sampo.protocol.training.Metric;
import io.sampo.protocol.training.NumberErrors;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.Promotion;
import io.sampo.protocol.training.PromotionRule;
import io.sampo.protocol.training.TrainingJobProtocol;
import io.sampo.protocol.training.TrainingLength;
import io.sampo.protocol.training.UpdateRule;
import io.sampo.protocol.training.WorkerProtocol;
import io.sampo.protocol.training.WorkerRange;
import io.sampo.protocol.training.WorkerSpecification;
import java.util.HashMap;
import java.util.Map;

/** 400–799: datasets, training jobs, the step transaction, workers. */
final class TrainingWireTypes {

  private TrainingWireTypes() {}

  static Map<Integer, Class<?>> entries() {
    Map<Integer, Class<?>> entries = new HashMap<>();
    entries.putAll(datasets());
    entries.putAll(jobs());
    entries.putAll(StepWireTypes.entries());
    entries.putAll(workers());
    return entries;
  }

  private static Map<Integer, Class<?>> workers() {
    return Map.ofEntries(
        entry(700, WorkerSpecification.class),
        entry(701, WorkerProtocol.StartWorker.class),
        entry(702, WorkerProtocol.StopWorker.class),
        entry(703, WorkerProtocol.WorkerGranted.class),
        entry(704, WorkerProtocol.WorkerRefused.class),
        entry(705, WorkerProtocol.WorkerReady.class),
        entry(706, WorkerProtocol.WorkerFailed.class),
        entry(707, WorkerProtocol.Peer.class),
        entry(708, WorkerProtocol.Introduce.class),
        entry(709, WorkerProtocol.Evaluate.class),
        entry(711, WorkerProtocol.DeliverOrder.class),
        entry(712, WorkerProtocol.DeliverReport.class),
        entry(713, WorkerProtocol.StepMeasured.class),
        entry(720, EvaluationSums.class),
        entry(721, WorkerProtocol.Evaluated.class),
        entry(740, PlannedDataset.class));
  }

  private static Map<Integer, Class<?>> datasets() {
    return Map.ofEntries(
        entry(400, DatasetFormat.class),
        entry(401, DatasetFile.class),
        entry(404, DatasetEvent.DatasetRegistered.class),
        entry(405, DatasetProtocol.RegisterDataset.class),
        entry(406, DatasetProtocol.DescribeDataset.class),
        entry(407, DatasetProtocol.PreviewDataset.class),
        entry(408, DatasetPreview.class),
        entry(410, DatasetSpecification.class),
        entry(411, DatasetSummary.class),
        entry(412, CsvLayout.class),
        entry(413, CsvColumn.class),
        entry(414, ColumnRole.class),
        entry(415, ValueKind.class),
        entry(416, RawLayout.class),
        entry(417, TensorLayout.class),
        entry(418, Preprocessing.class),
        entry(419, MissingValues.class),
        entry(420, UnknownCategory.class),
        entry(421, Split.class),
        entry(422, Split.Part.class),
        entry(423, PreprocessingPlan.class),
        entry(424, FeaturePlan.class),
        entry(425, DatasetStatistics.class),
        entry(426, FeatureStatistics.class),
        entry(427, ClassCount.class),
        entry(428, RawInput.class));
  }

  private static Map<Integer, Class<?>> jobs() {
    return Map.ofEntries(
        entry(500, Loss.class),
        entry(502, WorkerRange.class),
        entry(505, JobState.class),
        entry(506, JobProgress.class),
        entry(510, JobHistory.class),
        entry(513, Metric.class),
        entry(514, PromotionRule.class),
        entry(516, ClassCounts.class),
        entry(517, NumberErrors.class),
        entry(518, Evaluation.class),
        entry(570, OptimizerSpecification.class),
        entry(571, UpdateRule.Sgd.class),
        entry(572, UpdateRule.Adam.class),
        entry(573, LearningRateSchedule.class),
        entry(574, LearningRateDecay.Constant.class),
        entry(575, LearningRateDecay.Step.class),
        entry(576, LearningRateDecay.InverseTime.class),
        entry(577, LearningRateDecay.Cosine.class),
        entry(578, GradientClipping.class),
        entry(580, Checkpoint.class),
        entry(581, CheckpointPolicy.class),
        entry(550, BatchSize.class),
        entry(551, TrainingLength.class),
        entry(552, EvaluationPolicy.class),
        entry(553, EarlyStopping.class),
        entry(554, AnomalyPolicy.class),
        entry(555, AnomalyAction.class),
        entry(556, LossSpike.class),
        entry(557, FailureBudget.class),
        entry(558, Promotion.class),
        entry(559, JobSpecification.class),
        entry(590, HandledAnomaly.class),
        entry(591, JobEvent.AnomalyHandled.class),
        entry(592, JobSummary.class),
        entry(520, JobEvent.JobSubmitted.class),
        entry(521, JobEvent.GenerationStarted.class),
        entry(522, JobEvent.CheckpointTaken.class),
        entry(523, JobEvent.JobEvaluated.class),
        entry(524, JobEvent.JobPromoted.class),
        entry(525, JobEvent.JobCompleted.class),
        entry(526, JobEvent.JobFailed.class),
        entry(527, JobEvent.JobCancelled.class),
        entry(528, JobEvent.JobPaused.class),
        entry(529, JobEvent.JobResumed.class),
        entry(530, JobEvent.GangFailed.class),
        entry(535, JobEvent.CheckpointsDropped.class),
        entry(545, JobEvent.JobDeployed.class),
        entry(750, JobEvent.ProgressMade.class),
        entry(540, TrainingJobProtocol.SubmitJob.class),
        entry(541, TrainingJobProtocol.CancelJob.class),
        entry(542, TrainingJobProtocol.DescribeJob.class),
        entry(543, TrainingJobProtocol.PauseJob.class),
        entry(544, TrainingJobProtocol.ResumeJob.class));
  }
}
