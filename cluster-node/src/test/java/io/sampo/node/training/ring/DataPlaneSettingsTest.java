package io.sampo.node.training.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DataPlaneSettingsTest {

  @Test
  void readsItsDefaults() {
    assertThat(DataPlaneSettings.from(ConfigFactory.defaultReference()))
        .isEqualTo(
            new DataPlaneSettings(
                "127.0.0.1",
                17455,
                256 * 1024,
                0,
                Duration.ofMillis(100),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5)));
  }

  @Test
  void refusesChunksThatCutAFloat() {
    assertThatIllegalArgumentException().isThrownBy(() -> settings(1022, 20, 1000));
  }

  @Test
  void refusesALimitThatOneLateBeatWouldExceed() {
    assertThatIllegalArgumentException().isThrownBy(() -> settings(1024, 20, 59));
    assertThatIllegalArgumentException().isThrownBy(() -> settings(1024, 0, 1000));
  }

  private static DataPlaneSettings settings(int chunkBytes, int beatMillis, int silenceMillis) {
    return new DataPlaneSettings(
        "127.0.0.1",
        0,
        chunkBytes,
        0,
        Duration.ofMillis(beatMillis),
        Duration.ofMillis(silenceMillis),
        Duration.ofSeconds(5));
  }
}
