package io.sampo.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.http.server.Door;
import io.sampo.protocol.error.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorGuardTest {

  private static final String SECRET = "a-secret-of-this-test";
  private static final Door LOOPBACK = new Door("admin", "sampo.http.admin", "127.0.0.1", 8081);
  private static final Door OPEN = new Door("admin", "sampo.http.admin", "0.0.0.0", 8081);
  private static final Optional<String> HOST = Optional.of("127.0.0.1:8081");
  private static final Optional<String> NONE = Optional.empty();

  @TempDir Path directory;

  @Test
  void refusesADoorBeyondLoopbackWithoutAToken() {
    assertThatThrownBy(() -> DoorGuard.of(OPEN, Optional.empty()))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("Set [sampo.http.admin.token-file]");
  }

  @Test
  void refusesATokenFileThatIsMissingOrHoldsNoToken() throws IOException {
    // given
    Path missing = directory.resolve("missing");
    Path brief = Files.writeString(directory.resolve("brief"), "123\n");

    Path sentence = Files.writeString(directory.resolve("sentence"), "what a fine secret");

    // then
    assertThatThrownBy(() -> DoorGuard.of(LOOPBACK, Optional.of(sentence)))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining(sentence.toString());
    assertThatThrownBy(() -> DoorGuard.of(LOOPBACK, Optional.of(missing)))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining(missing.toString());
    assertThatThrownBy(() -> DoorGuard.of(LOOPBACK, Optional.of(brief)))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("16 or more letters, digits or [._~+/-], but it had 3")
        .hasMessageContaining(brief.toString());
  }

  @Test
  void tellsAMissingTokenFromAWrongOne() throws IOException {
    DoorGuard guard = DoorGuard.of(OPEN, Optional.of(tokenFile()));

    assertThat(guard.admit(NONE, HOST, NONE)).isEqualTo(Admission.TOKEN_MISSING);
    assertThat(guard.admit(Optional.of("Basic abc"), HOST, NONE))
        .isEqualTo(Admission.TOKEN_MISSING);
    assertThat(guard.admit(Optional.of("Bearer another-secret-text"), HOST, NONE))
        .isEqualTo(Admission.TOKEN_WRONG);
  }

  @Test
  void letsTheTokenInWhateverTheCaseOfTheScheme() throws IOException {
    DoorGuard guard = DoorGuard.of(OPEN, Optional.of(tokenFile()));

    assertThat(guard.admit(Optional.of("Bearer " + SECRET), HOST, NONE))
        .isEqualTo(Admission.GRANTED);
    assertThat(guard.admit(Optional.of("bearer " + SECRET), HOST, NONE))
        .isEqualTo(Admission.GRANTED);
  }

  @Test
  void withoutATokenLetsInProgramsAndOwnPagesOnly() {
    DoorGuard guard = DoorGuard.of(LOOPBACK, Optional.empty());

    assertThat(guard.admit(NONE, HOST, NONE)).isEqualTo(Admission.GRANTED);
    assertThat(guard.admit(NONE, Optional.of("localhost:8081"), NONE)).isEqualTo(Admission.GRANTED);
    assertThat(guard.admit(NONE, HOST, Optional.of("http://127.0.0.1:8081")))
        .isEqualTo(Admission.GRANTED);
    assertThat(guard.admit(NONE, HOST, Optional.of("http://elsewhere.example")))
        .isEqualTo(Admission.FOREIGN_PAGE);
    assertThat(guard.admit(NONE, Optional.of("rebound.example:8081"), NONE))
        .isEqualTo(Admission.FOREIGN_PAGE);
  }

  @Test
  void doesNotShowTheToken() {
    assertThat(OperatorToken.of(SECRET).toString()).doesNotContain(SECRET);
  }

  private Path tokenFile() throws IOException {
    return Files.writeString(directory.resolve("token"), SECRET + "\n");
  }
}
