package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The options of a container are those of every node, but for what follows its memory and its disk.
 */
class JvmOptionsTest {
  private static final Predicate<String> SIZE_OF_THE_HEAP =
      Pattern.compile("-Xm[snx].*|-XX:(Initial|Max)RAMPercentage=.*").asMatchPredicate();
  private static final Predicate<String> DIRECTORY =
      Pattern.compile("-Djava\\.io\\.tmpdir=.*").asMatchPredicate();

  private static final List<String> OF_NODES = JvmOptions.read("node-jvm.options");
  private static final List<String> OF_CONTAINERS = JvmOptions.read("container-jvm.options");

  @Test
  void aNodeInAContainerRunsUnderTheOptionsOfEveryNode() {
    assertThat(OF_CONTAINERS.stream().filter(SIZE_OF_THE_HEAP.or(DIRECTORY).negate()))
        .containsExactlyElementsOf(OF_NODES.stream().filter(SIZE_OF_THE_HEAP.negate()).toList());
  }

  @Test
  void theHeapFollowsTheMemoryOfTheContainer() {
    assertThat(OF_CONTAINERS.stream().filter(SIZE_OF_THE_HEAP))
        .containsExactlyInAnyOrder("-XX:InitialRAMPercentage=40", "-XX:MaxRAMPercentage=40");
  }

  @Test
  void aNodeWithoutMemoryEnds() {
    assertThat(OF_CONTAINERS).contains("-XX:+ExitOnOutOfMemoryError");
  }
}
