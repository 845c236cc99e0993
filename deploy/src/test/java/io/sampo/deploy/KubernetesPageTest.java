package io.sampo.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page for whoever has a cluster and nothing else. */
class KubernetesPageTest {
  private static final String PAGE = Project.text("docs/kubernetes.md");
  private static final int MOST_COMMANDS = 12;

  /** What begins at a prompt, with the lines that it goes on in. */
  private static final Pattern COMMAND = Pattern.compile("(?m)^\\$ ((?:.*\\\\\\n)*.*)$");

  private static final Pattern PATH =
      Pattern.compile("(?<![\\w/.])(?:\\.\\./)?((?:deploy|config|docs)/[\\w./-]*\\w)");

  @Test
  void aNewcomerIsServedAfterTwelveCommands() {
    List<String> commands = commands(firstSection());

    assertThat(commands).hasSizeBetween(1, MOST_COMMANDS);
    assertThat(commands).allSatisfy(command -> assertThat(command).doesNotContain("&&"));
    assertThat(commands.get(commands.size() - 1)).contains("/v2/models/digits/infer");
  }

  @Test
  void everyPathIsThere() {
    assertThat(PATH.matcher(PAGE).results().map(found -> found.group(1)))
        .isNotEmpty()
        .allSatisfy(path -> assertThat(Files.exists(Project.file(path))).as(path).isTrue());
  }

  @Test
  void everyLinkLeadsSomewhere() {
    assertThat(
            Pattern.compile("\\]\\((?!http)([^)#]+)")
                .matcher(PAGE)
                .results()
                .map(found -> found.group(1)))
        .allSatisfy(
            link -> assertThat(Files.exists(Project.file("docs").resolve(link))).as(link).isTrue());
  }

  @Test
  void theImageIsTheOneThatThePodsName() {
    String image = Manifests.container(Manifests.overlay("laptop-cpu").nodes().get(0)).getImage();

    assertThat(firstSection()).contains("-t " + image + " .", "kind load docker-image " + image);
  }

  @Test
  void whatCommandsNameIsInTheManifests() {
    Manifests laptop = Manifests.overlay("laptop-cpu");

    assertThat(named("statefulset[/ ](sampo-[a-z]+)"))
        .isNotEmpty()
        .allSatisfy(name -> laptop.one(StatefulSet.class, name));
    assertThat(named("service/([a-z]+)"))
        .isNotEmpty()
        .allSatisfy(name -> laptop.one(Service.class, name));
  }

  @Test
  void portsThatAreForwardedAreThoseOfTheService() {
    List<String> ports =
        Manifests.overlay("laptop-cpu").one(Service.class, "sampo").getSpec().getPorts().stream()
            .map(ServicePort::getPort)
            .map(String::valueOf)
            .toList();

    assertThat(ports)
        .containsAll(
            List.of(named("port-forward service/sampo ([\\d ]+)").get(0).strip().split(" ")));
  }

  private static String firstSection() {
    int begin = PAGE.indexOf("\n## ");
    return PAGE.substring(begin, PAGE.indexOf("\n## ", begin + 1));
  }

  private static List<String> commands(String text) {
    return COMMAND.matcher(text).results().map(found -> found.group(1)).toList();
  }

  private static List<String> named(String pattern) {
    return Pattern.compile(pattern)
        .matcher(String.join("\n", commands(PAGE)))
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }
}
