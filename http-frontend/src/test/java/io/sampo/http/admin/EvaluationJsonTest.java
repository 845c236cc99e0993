package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.training.ClassCounts;
import io.sampo.protocol.training.Evaluation;
import io.sampo.protocol.training.NumberErrors;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationJsonTest {

  @Test
  void showsEveryClassAndWhatItWasTakenFor() {
    // given
    ClassCounts counts = new ClassCounts(3, 8, 5, List.of(3L, 1L, 0L, 2L, 2L, 0L, 0L, 0L, 0L));

    // then
    assertThat(EvaluationJson.of(new Evaluation(7, 8, 0.5, counts, null)).toString())
        .isEqualTo(
            """
            {"step":7,"samples":8,"correct":5,"accuracy":0.625,"loss":0.5,\
            "macroF1":0.6190476190476191,"classes":[\
            {"targets":4,"precision":0.6,"recall":0.75,"f1":0.6666666666666666},\
            {"targets":4,"precision":0.6666666666666666,"recall":0.5,"f1":0.5714285714285714},\
            {"targets":0,"precision":null,"recall":null,"f1":null}],\
            "confusionMatrix":[[3,1,0],[2,2,0],[0,0,0]]}\
            """);
  }

  @Test
  void showsHowFarNumbersWere() {
    // given
    NumberErrors errors = new NumberErrors(4, 2, 4, 10, 16);

    // then
    assertThat(EvaluationJson.of(new Evaluation(7, 4, 1, null, errors)).toString())
        .isEqualTo("{\"step\":7,\"samples\":4,\"loss\":1.0,\"mae\":0.5,\"rmse\":1.0,\"r2\":0.75}");
  }
}
