package io.sampo.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.protocol.error.PlatformException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaintextGuardTest {

  @Test
  void whatIsShippedStaysOnThisMachine() {
    assertThatCode(() -> PlaintextGuard.check(node(""))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.0.0.3", "localhost", "::1"})
  void plainTextMayStayOnThisMachine(String host) {
    assertThatCode(() -> PlaintextGuard.check(at(host, ""))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"192.0.2.7", "0.0.0.0", "::", "2001:db8::7", "<getHostAddress>", "no.invalid"})
  void refusesPlainRemotingBeyondThisMachine(String host) {
    assertThatThrownBy(() -> PlaintextGuard.check(at(host, INSECURE_DATA_PLANE)))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("[" + host + "]")
        .hasMessageContaining("[tcp]")
        .hasMessageContaining("[remoting-tls.conf]")
        .hasMessageContaining("[sampo.insecure-remoting = true]")
        .hasMessageNotContaining("\n");
  }

  @Test
  void refusesAnOpenInterfaceBehindALoopbackName() {
    Config node = node("pekko.remote.artery.bind.hostname = \"0.0.0.0\"");

    assertThatThrownBy(() -> PlaintextGuard.check(node)).hasMessageContaining("[0.0.0.0]");
  }

  @Test
  void refusesAnOpenNameOfALoopbackInterface() {
    Config node =
        at("192.0.2.7", INSECURE_DATA_PLANE + "\npekko.remote.artery.bind.hostname = 127.0.0.1");

    assertThatThrownBy(() -> PlaintextGuard.check(node)).hasMessageContaining("[192.0.2.7]");
  }

  @Test
  void anotherTransportThanTlsIsPlain() {
    Config node =
        at("192.0.2.7", INSECURE_DATA_PLANE + "\npekko.remote.artery.transport = aeron-udp");

    assertThatThrownBy(() -> PlaintextGuard.check(node)).hasMessageContaining("[aeron-udp]");
  }

  @Test
  void encryptedRemotingMayBeAnywhere() {
    Config node = at("192.0.2.7", TLS + INSECURE_DATA_PLANE);

    assertThatCode(() -> PlaintextGuard.check(node)).doesNotThrowAnyException();
  }

  @Test
  void plainRemotingMayBeAnywhereWhereThatWasSaid() {
    Config node = at("192.0.2.7", "sampo.insecure-remoting = true\n" + INSECURE_DATA_PLANE);

    assertThatCode(() -> PlaintextGuard.check(node)).doesNotThrowAnyException();
  }

  @Test
  void refusesADataPlaneBeyondThisMachineAlthoughRemotingIsEncrypted() {
    assertThatThrownBy(() -> PlaintextGuard.check(at("192.0.2.7", TLS)))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("[sampo.training.data-plane.host] is [192.0.2.7]")
        .hasMessageContaining("[sampo.training.data-plane.insecure = true]")
        .hasMessageNotContaining("\n");
  }

  @Test
  void insecureRemotingSaysNothingOfTheDataPlane() {
    assertThatThrownBy(
            () -> PlaintextGuard.check(at("192.0.2.7", "sampo.insecure-remoting = true")))
        .hasMessageContaining("data-plane");
  }

  @Test
  void aNodeWithoutADeviceHasNoDataPlane() {
    Config node = at("192.0.2.7", TLS + "pekko.cluster.roles = [coordinator, frontend]");

    assertThatCode(() -> PlaintextGuard.check(node)).doesNotThrowAnyException();
  }

  @Test
  void aPodHasSaidAllThatIsNeeded() {
    Config node = at("192.0.2.7", "include classpath(\"kubernetes.conf\")");

    assertThatCode(() -> PlaintextGuard.check(node)).doesNotThrowAnyException();
  }

  private static final String TLS = "include classpath(\"remoting-tls.conf\")\n";
  private static final String INSECURE_DATA_PLANE = "sampo.training.data-plane.insecure = true\n";

  private static Config at(String host, String settings) {
    return node(settings + "\nsampo.host = \"" + host + "\"");
  }

  private static Config node(String settings) {
    return ConfigFactory.load(
        ConfigFactory.parseString(settings)
            .withFallback(ConfigFactory.parseResources("sampo.conf")));
  }
}
