package io.sampo.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.sampo.protocol.error.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemotingKeysTest {

  @TempDir private Path directory;

  @Test
  void namesTheFileThatIsMissing() throws IOException {
    // given
    Files.createFile(directory.resolve("tls.crt"));
    Files.createFile(directory.resolve("ca.crt"));
    // then
    assertThatThrownBy(() -> RemotingKeys.check(keysIn(directory)))
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("[" + directory.resolve("tls.key") + "]")
        .hasMessageContaining("[sampo.remoting.tls.directory]")
        .hasMessageNotContaining("\n");
    // when
    Files.createFile(directory.resolve("tls.key"));
    // then
    assertThatCode(() -> RemotingKeys.check(keysIn(directory))).doesNotThrowAnyException();
  }

  @Test
  void looksForNothingWhereRemotingIsPlain() {
    assertThatCode(() -> RemotingKeys.check(ConfigFactory.load())).doesNotThrowAnyException();
  }

  private static Config keysIn(Path directory) {
    return ConfigFactory.parseMap(Map.of("sampo.remoting.tls.directory", directory.toString()));
  }
}
