package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.sampo.cluster.NodeJvm;
import io.sampo.node.NodeMain;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The two builds of the image: the Dockerfile, and the profile without a daemon. */
class ImageBuildTest {
  private static final String DOCKERFILE = Project.text("deploy/image/Dockerfile");
  private static final String PROFILE = profile();

  @Test
  void runsWithoutRootAsThePodsDo() {
    String user = last(DOCKERFILE, "(?m)^USER (.*)$");

    assertThat(Manifests.overlay("base").nodes())
        .extracting(StatefulSet::getSpec)
        .extracting(spec -> spec.getTemplate().getSpec().getSecurityContext())
        .allSatisfy(
            context ->
                assertThat(context.getRunAsUser() + ":" + context.getRunAsGroup()).isEqualTo(user));
    assertThat(PROFILE).contains("<user>" + user + "</user>");
  }

  /** The exec form: no shell between the container's signals and the JVM. */
  @Test
  void theNodeIsTheFirstProcess() {
    assertThat(last(DOCKERFILE, "(?m)^ENTRYPOINT (.*)$"))
        .startsWith("[\"java\", ")
        .endsWith("\"" + NodeMain.class.getName() + "\"]");
    assertThat(PROFILE).contains("<mainClass>" + NodeMain.class.getName() + "</mainClass>");
  }

  @Test
  void theJvmReadsTheOptionsOfContainers() {
    String file = "@/opt/sampo/container-jvm.options";

    assertThat(DOCKERFILE)
        .contains("COPY config/src/main/resources/container-jvm.options /opt/sampo/");
    assertThat(last(DOCKERFILE, "(?m)^ENTRYPOINT (.*)$")).contains("\"" + file + "\"");
    assertThat(PROFILE)
        .contains("<include>container-jvm.options</include>")
        .contains("<jvmFlag>" + file + "</jvmFlag>");
  }

  @Test
  void aNodeHasTheEnvironmentOfEveryNode() {
    NodeJvm.environment()
        .forEach(
            (name, value) -> {
              assertThat(finalStage()).contains(name + "=" + value);
              assertThat(PROFILE).contains("<" + name + ">" + value + "</" + name + ">");
            });
  }

  @Test
  void theLibrariesOfPyTorchAreUnpackedWhenTheImageIsBuilt() {
    assertThat(DOCKERFILE).contains("io.sampo.node.engine.djl.DjlNatives");
    assertThat(finalStage()).contains("DJL_CACHE_DIR=/opt/sampo/natives");
    assertThat(PROFILE)
        .contains("<argument>io.sampo.node.engine.djl.DjlNatives</argument>")
        .contains("<DJL_CACHE_DIR>/opt/sampo/natives</DJL_CACHE_DIR>");
  }

  @Test
  void theImageNamesThePortsOfThePods() {
    List<String> ports =
        Manifests.overlay("base").nodes().stream()
            .flatMap(set -> Manifests.container(set).getPorts().stream())
            .map(port -> String.valueOf(port.getContainerPort()))
            .distinct()
            .toList();

    assertThat(Arrays.asList(last(DOCKERFILE, "(?m)^EXPOSE (.*)$").split(" ")))
        .containsExactlyInAnyOrderElementsOf(ports);
    assertThat(all(PROFILE, "<port>(.*?)</port>")).containsExactlyInAnyOrderElementsOf(ports);
  }

  @Test
  void theImageSaysHowItIs() {
    assertThat(last(DOCKERFILE, "(?m)^HEALTHCHECK (.*)$")).contains("/alive");
  }

  @Test
  void theImageSaysWhatItIs() {
    for (String label : List.of("title", "description", "version", "licenses")) {
      assertThat(DOCKERFILE).contains("org.opencontainers.image." + label + "=");
      assertThat(PROFILE).contains("<org.opencontainers.image." + label + ">");
    }
    assertThat(last(DOCKERFILE, "ARG VERSION=(.*)")).isEqualTo(Project.version());
  }

  @Test
  void bothBuildsBeginWithTheSameImage() {
    String image = last(DOCKERFILE, "ARG RUNTIME_IMAGE=(.*)");

    assertThat(image).matches(".+:.+").doesNotEndWith(":latest");
    assertThat(PROFILE).contains("<image>" + image + "</image>");
  }

  /** What comes of it is a function of the sources alone. */
  @Test
  void theTarIsReproducible() {
    assertThat(PROFILE)
        .contains("<creationTime>${project.build.outputTimestamp}</creationTime>")
        .contains(
            "<filesModificationTime>${project.build.outputTimestamp}</filesModificationTime>");
  }

  private static String finalStage() {
    return DOCKERFILE.substring(DOCKERFILE.lastIndexOf("\nFROM "));
  }

  private static String profile() {
    String pom = Project.text("cluster-node/pom.xml");
    return pom.substring(pom.indexOf("<id>image</id>"));
  }

  private static String last(String text, String pattern) {
    List<String> found = all(text, pattern).toList();
    assertThat(found).as(pattern).isNotEmpty();
    return found.get(found.size() - 1);
  }

  private static Stream<String> all(String text, String pattern) {
    return Pattern.compile(pattern).matcher(text).results().map(found -> found.group(1));
  }
}
