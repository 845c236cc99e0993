package io.sampo.node.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sampo.node.device.DeviceReports;
import io.sampo.node.device.DeviceSettings;
import io.sampo.node.samples.SteppingNanoClock;
import io.sampo.protocol.id.NodeId;
import io.sampo.protocol.serving.DeviceReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A report a second; a stuck device ends its process within 21 s. */
class DeviceHealthTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final NodeId NODE = new NodeId("127.0.0.1", 17355, 1);

  private final SteppingNanoClock clock = new SteppingNanoClock();
  private final DeviceHealth health =
      new DeviceHealth(DeviceSettings.from(ConfigFactory.load()), clock);
  private final List<DeviceReport> published = new ArrayList<>();
  private final DeviceReports device = health.watching(new Published());

  private final class Published implements DeviceReports {
    @Override
    public void publish(DeviceReport report) {
      published.add(report);
    }

    @Override
    public void remove() {
      published.clear();
    }
  }

  @Test
  void beforeItsFirstReportItIsAliveButNotReady() {
    assertThat(health.isReady()).isFalse();
    clock.advance(Duration.ofHours(1));
    assertThat(health.isAlive()).isTrue();
  }

  @Test
  void aDeviceThatReportsIsReadyAndAlive() {
    // when
    for (int i = 0; i < 100; i++) {
      device.publish(WELL);
      clock.advance(SECOND);
    }
    // then
    assertThat(health.isReady()).isTrue();
    assertThat(health.isAlive()).isTrue();
    assertThat(published).hasSize(100);
  }

  @Test
  void aFewReportsMayBeMissing() {
    device.publish(WELL);
    clock.advance(Duration.ofSeconds(5));
    assertThat(health.isReady()).isTrue();
    clock.advance(SECOND);
    assertThat(health.isReady()).isFalse();
    device.publish(WELL);
    assertThat(health.isReady()).isTrue();
  }

  @Test
  void aSilentDeviceIsGivenUpOnlyAfterItsProcessShouldHaveEnded() {
    device.publish(WELL);
    clock.advance(Duration.ofSeconds(26));
    assertThat(health.isAlive()).isTrue();
    clock.advance(SECOND);
    assertThat(health.isAlive()).isFalse();
  }

  @Test
  void aDrainingDeviceIsAliveButNotReady() {
    // when
    for (int i = 0; i < 100; i++) {
      device.publish(report(true, false));
      clock.advance(SECOND);
    }
    // then
    assertThat(health.isReady()).isFalse();
    assertThat(health.isAlive()).isTrue();
  }

  @Test
  void aStuckDeviceIsAliveForAsLongAsItsExitMayTakeAlthoughItGoesOnReporting() {
    // given
    device.publish(WELL);
    // when
    for (int i = 0; i < 26; i++) {
      device.publish(report(false, true));
      assertThat(health.isReady()).isFalse();
      clock.advance(SECOND);
    }
    // then
    assertThat(health.isAlive()).isTrue();
    clock.advance(SECOND);
    device.publish(report(false, true));
    assertThat(health.isAlive()).isFalse();
  }

  @Test
  void aDeviceThatIsGoneIsNotReadyAndItsProcessNotKeptForLong() {
    device.publish(WELL);
    device.remove();
    assertThat(health.isReady()).isFalse();
    assertThat(health.isAlive()).isTrue();
    assertThat(published).isEmpty();
    clock.advance(Duration.ofSeconds(27));
    assertThat(health.isAlive()).isFalse();
  }

  private static final DeviceReport WELL = report(false, false);

  private static DeviceReport report(boolean draining, boolean stuck) {
    return new DeviceReport(
        NODE, "cpu", 100, 0, 100, 0, Instant.EPOCH, 0, 0, "0.1.0", "", draining, stuck);
  }
}
