package io.sampo.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NodeJvmTest {

  private static final Pattern FLAGS =
      Pattern.compile("<sampo.jvm.flags>(.*?)</sampo.jvm.flags>", Pattern.DOTALL);

  /** Memory aside, tests must run under what a node runs under. */
  @Test
  void nodesRunUnderTheFlagsOfTheTests() throws IOException {
    // given
    Matcher matcher = FLAGS.matcher(Files.readString(root().resolve("pom.xml")));
    assertThat(matcher.find()).isTrue();
    List<String> ofTests =
        Arrays.stream(matcher.group(1).strip().split("\\s+"))
            .filter(flag -> !flag.contains("MemorySize"))
            .toList();
    // then
    assertThat(NodeJvm.flags()).containsAll(ofTests);
  }

  @Test
  void theLauncherScriptSetsTheSameEnvironment() throws IOException {
    String script = Files.readString(root().resolve("sampo"));
    NodeJvm.environment()
        .forEach((name, value) -> assertThat(script).contains(name + ":-" + value + "}"));
  }

  private static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("sampo"))) {
      directory = directory.getParent();
    }
    return directory;
  }
}
