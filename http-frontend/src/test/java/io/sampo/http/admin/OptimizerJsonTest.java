package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.training.GradientClipping;
import io.sampo.protocol.training.LearningRateDecay;
import io.sampo.protocol.training.LearningRateSchedule;
import io.sampo.protocol.training.OptimizerSpecification;
import io.sampo.protocol.training.UpdateRule;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"learningRate":0.04,"momentum":0.9}""",
        """
        {"learningRate":0.04,"momentum":0.9,"nesterov":true,"weightDecay":0.001}""",
        """
        {"name":"ADAM","learningRate":0.001,"beta1":0.8,"beta2":0.99,"epsilon":1.0E-6,\
        "weightDecay":0.0}""",
        """
        {"name":"ADAMW","learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1.0E-8,\
        "weightDecay":0.01,"schedule":{"kind":"CONSTANT","warmUpSteps":5},\
        "clipping":{"globalNorm":1.0,"value":0.5}}""",
        """
        {"learningRate":0.5,"momentum":0.0,"schedule":{"kind":"STEP","steps":30,"factor":0.1},\
        "clipping":{"value":0.5}}""",
        """
        {"learningRate":0.5,"momentum":0.0,"schedule":{"kind":"INVERSE_TIME","beta":0.01},\
        "clipping":{"globalNorm":2.0}}""",
        """
        {"learningRate":0.5,"momentum":0.0,"schedule":{"kind":"COSINE","steps":1000,\
        "minimum":0.0,"warmUpSteps":10}}"""
      })
  void writesWhatItReads(String json) {
    assertThat(OptimizerJson.of(read(json))).hasToString(json);
  }

  @Test
  void readsAllThatCanBeSaid() {
    // when
    OptimizerSpecification optimizer =
        read(
            """
            {"name": "ADAMW", "learningRate": 0.001, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6,
             "weightDecay": 0.1,
             "schedule": {"kind": "COSINE", "steps": 1000, "minimum": 1e-5, "warmUpSteps": 10},
             "clipping": {"globalNorm": 1.0, "value": 0.5}}
            """);

    // then
    assertThat(optimizer)
        .isEqualTo(
            new OptimizerSpecification(
                new UpdateRule.Adam(0.8, 0.99, 1e-6, true),
                0.001,
                new LearningRateSchedule(10, new LearningRateDecay.Cosine(1000, 1e-5)),
                0.1,
                new GradientClipping(1, 0.5)));
  }

  @Test
  void hasTheDefaultsOfPyTorch() {
    assertThat(read("{\"name\":\"SGD\",\"learningRate\":0.1}"))
        .isEqualTo(OptimizerSpecification.sgd(0.1, 0));
    assertThat(read("{\"name\":\"ADAM\",\"learningRate\":0.1}"))
        .isEqualTo(OptimizerSpecification.of(new UpdateRule.Adam(0.9, 0.999, 1e-8, false), 0.1));
    assertThat(read("{\"name\":\"ADAMW\",\"learningRate\":0.1}").weightDecay()).isEqualTo(0.01);
  }

  @Test
  void refusesOptionsOfAnotherRuleOrKind() {
    refuses("{\"learningRate\":0.1,\"beta1\":0.9}", "but got [optimizer.beta1]");
    refuses(
        "{\"name\":\"ADAM\",\"learningRate\":0.1,\"momentum\":0.9,\"nesterov\":true}",
        "but got [optimizer.momentum]",
        "but got [optimizer.nesterov]");
    refuses(
        "{\"learningRate\":0.1,\"schedule\":{\"kind\":\"CONSTANT\",\"steps\":10}}",
        "but got [optimizer.schedule.steps]");
    refuses(
        "{\"learningRate\":0.1,\"schedule\":{\"kind\":\"COSINE\",\"steps\":10,\"factor\":0.5}}",
        "but got [optimizer.schedule.factor]");
  }

  @Test
  void reportsAllFaultsAtOnce() {
    refuses(
        """
        {"momentum": 1, "nesterov": "yes", "weightDecay": "much", "rho": 0.9,
         "schedule": {"kind": "STEP", "steps": 0, "factor": 0.1, "warmUpSteps": 1.5},
         "clipping": {"globalNorm": -1, "norm": 2}}
        """,
        "Expected [optimizer.learningRate], but it is missing",
        "Expected [optimizer.nesterov] to be true or false, but was [\"yes\"]",
        "Expected [optimizer.weightDecay] to be a number, but was [\"much\"]",
        "but got [optimizer.rho]",
        "Expected steps of 1 or more, but was [0]",
        "Expected [optimizer.schedule.warmUpSteps] to be a 64-bit integer, but was [1.5]",
        "but got [optimizer.clipping.norm]");
  }

  @Test
  void reportsWhatNoPartMayBeForEachPart() {
    refuses(
        """
        {"name": "ADAM", "learningRate": 0.1, "beta2": 1,
         "schedule": {"kind": "INVERSE_TIME", "beta": -1}, "clipping": {"value": -1}}
        """,
        "Expected a beta2 of at least 0 and below 1, but was [1.0]",
        "Expected a beta of at least 0, but was [-1.0]",
        "Expected a value of at least 0, but was [-1.0]");
  }

  @Test
  void namesWhatIsMissing() {
    refusesOnly(
        "{\"learningRate\":0.1,\"schedule\":{\"kind\":\"COSINE\"}}",
        "Expected [optimizer.schedule.steps], but it is missing");
    refusesOnly(
        "{\"learningRate\":0.1,\"schedule\":{\"steps\":10,\"minimum\":0}}",
        "Expected [optimizer.schedule.kind], but it is missing");
  }

  /** It cannot be said which options belong, so none is called a stranger. */
  @Test
  void reportsANameThatNobodyKnowsAndNothingElse() {
    refusesOnly(
        "{\"name\":\"LION\",\"learningRate\":0.1,\"beta1\":0.9,\"momentum\":0.9}",
        "[optimizer.name]: Expected one of [SGD, ADAM, ADAMW], but was [LION]");
  }

  private static void refuses(String optimizer, String... faults) {
    assertThatThrownBy(() -> read(optimizer))
        .isInstanceOfSatisfying(
            PlatformException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT))
        .hasMessageContainingAll(faults);
  }

  private static void refusesOnly(String optimizer, String fault) {
    assertThatThrownBy(() -> read(optimizer)).hasMessage(fault);
  }

  private static OptimizerSpecification read(String optimizer) {
    byte[] json = "{\"optimizer\":%s}".formatted(optimizer).getBytes(StandardCharsets.UTF_8);
    return JsonFields.read(
        json,
        "the optimizer",
        fields -> {
          OptimizerSpecification read = fields.object("optimizer", OptimizerJson::read);
          return fields.build(() -> read);
        });
  }
}
