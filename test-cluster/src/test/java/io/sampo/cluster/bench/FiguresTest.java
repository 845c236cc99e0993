package io.sampo.cluster.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void nameEveryFigureInOneObject() throws JsonProcessingException {
    // given
    Figures figures = new Figures();
    figures.set(Figure.ECHO_REQUESTS_PER_SECOND, 12_345.678);
    figures.set(Figure.REJECT_P99_MILLIS, Double.POSITIVE_INFINITY);

    // when
    JsonNode json = new ObjectMapper().readTree(figures.toJson());

    // then
    List<String> keys = new ArrayList<>();
    json.fieldNames().forEachRemaining(keys::add);
    assertThat(keys)
        .containsExactly(
            "echoRequestsPerSecond",
            "identityRequestsPerSecond",
            "pingP50Micros",
            "pingP99Micros",
            "identityAddedP50Micros",
            "identityP99Micros",
            "remoteHopP50Micros",
            "cnnShareOfDirectLoop",
            "batchingGainShare",
            "singleItemCeilingShare",
            "singleItemP99OverP50",
            "lowLoadBatchingRatio",
            "overloadGoodputShare",
            "rejectP99Millis",
            "lateExecutions",
            "overloadGrowthMebibytesPerMinute",
            "noisyNeighbourP99Ratio",
            "unloadedMemoryRatio",
            "rolloutFailed",
            "rolloutP99Ratio",
            "canaryFailed",
            "canaryP99Ratio",
            "scaleFailed",
            "scaleP99Ratio",
            "reloadFailed",
            "reloadP99Ratio",
            "nodeStopFailed",
            "nodeStopP99Millis",
            "nodeStartFailed",
            "nodeStartP99Millis",
            "killFailed",
            "killLastRequestMillis",
            "outageFailed",
            "outageSeconds",
            "outageWithOwnerSeconds");
    assertThat(json.path("echoRequestsPerSecond").asDouble()).isEqualTo(12_345.7);
    assertThat(json.path("rejectP99Millis").isNull()).isTrue();
  }
}
