package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.NOON;
import static io.sampo.node.samples.ServingSamples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.protocol.id.VersionName;
import io.sampo.protocol.serving.Deployment;
import io.sampo.protocol.serving.ModelState;
import io.sampo.protocol.serving.Scaling;
import io.sampo.protocol.serving.VersionState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DemandTest {
  private static final VersionName V1 = new VersionName("1");
  private static final VersionName V2 = new VersionName("2");

  private final Demand demand = new Demand();

  @Test
  void wantsOneOfAVersionUnderCheckAndNoneOfOneThatIsNotDeployed() {
    ModelState state =
        ModelState.of(
            List.of(
                version("1", VersionState.AVAILABLE),
                version("2", VersionState.CHECKING),
                version("3", VersionState.REJECTED)),
            Deployment.NONE,
            3);

    assertThat(demand.wanted(state, List.of(), NOON)).containsOnly(Map.entry(V2, 1));
  }

  @Test
  void handsTheDemandOfAVersionThatLeavesToTheOneThatComes() {
    // given: three by demand
    demand.found(V1, NOON);
    demand.found(V1, NOON);
    demand.found(V1, NOON);
    assertThat(demand.wanted(deployed(V1), List.of(), NOON)).containsEntry(V1, 3);

    // when
    var wanted = demand.wanted(deployed(V2), List.of(), NOON.plus(Duration.ofSeconds(1)));

    // then
    assertThat(wanted).containsEntry(V2, 3).doesNotContainKey(V1);
    assertThat(demand.wanted(deployed(V2), List.of(), NOON.plus(Duration.ofSeconds(2))))
        .as("once")
        .containsEntry(V2, 3);
  }

  private static ModelState deployed(VersionName version) {
    return ModelState.of(
        List.of(version("1", VersionState.AVAILABLE), version("2", VersionState.AVAILABLE)),
        Deployment.of(version, 1).withScaling(Scaling.between(1, 4)),
        2);
  }
}
