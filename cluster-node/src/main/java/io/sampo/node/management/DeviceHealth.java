package io.sampo.node.management;

import static java.util.Objects.requireNonNull;

import io.sampo.node.device.DeviceReports;
import io.sampo.node.device.DeviceSettings;
import io.sampo.protocol.serving.DeviceReport;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * How the device of this node is, by what it reports about itself. It reports again and again, from
 * a thread that never computes: busy or not, a device that lives is heard. Written by the device,
 * read from any thread.
 */
public final class DeviceHealth implements Extension {
  private static final Id ID = new Id();

  private static final class Id extends ExtensionId<DeviceHealth> {
    @Override
    public DeviceHealth createExtension(ActorSystem<?> system) {
      return new DeviceHealth(DeviceSettings.from(system.settings().config()), System::nanoTime);
    }
  }

  /** So many reports may be late or missing before it counts: pauses are no failures. */
  private static final int MISSED_REPORTS = 5;

  /**
   * The last report.
   *
   * @param present false before the first report and after the last one
   * @param stuckSince of no meaning unless it is stuck
   */
  private record Said(
      boolean heard, boolean present, boolean draining, boolean stuck, long at, long stuckSince) {}

  private final long readyWithin;
  private final long aliveWithin;
  private final LongSupplier nanoClock;
  private volatile Said last = new Said(false, false, false, false, 0, 0);

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  DeviceHealth(DeviceSettings settings, LongSupplier nanoClock) {
    Duration pause = settings.reportInterval().multipliedBy(MISSED_REPORTS);
    Duration exit = settings.stuck().exitDelay().plus(settings.stuck().exitTimeout());
    this.readyWithin = pause.toNanos();
    this.aliveWithin = exit.plus(pause).toNanos();
    this.nanoClock = requireNonNull(nanoClock, "nanoClock is null");
  }

  /** That of this node. */
  public static DeviceHealth get(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Hears what the device publishes there. */
  public DeviceReports watching(DeviceReports reports) {
    requireNonNull(reports, "reports is null");
    return new DeviceReports() {
      @Override
      public void publish(DeviceReport report) {
        onReport(report);
        reports.publish(report);
      }

      @Override
      public void remove() {
        onRemoved();
        reports.remove();
      }
    };
  }

  private void onReport(DeviceReport report) {
    long now = nanoClock.getAsLong();
    boolean known = last.stuck() && report.stuck();
    last =
        new Said(
            true, true, report.draining(), report.stuck(), now, known ? last.stuckSince() : now);
  }

  private void onRemoved() {
    Said before = last;
    last = new Said(before.heard(), false, before.draining(), before.stuck(), before.at(), 0);
  }

  /** Whether it takes work: it is heard, and neither drains nor is stuck. */
  boolean isReady() {
    Said now = last;
    return now.present() && !now.draining() && !now.stuck() && passed(now.at()) <= readyWithin;
  }

  /**
   * Whether its process is worth keeping. A device that is stuck ends its process by itself; false
   * when it should have done so by now, or has not been heard for as long as that takes.
   */
  boolean isAlive() {
    Said now = last;
    long since = now.present() && now.stuck() ? now.stuckSince() : now.at();
    return !now.heard() || passed(since) <= aliveWithin;
  }

  private long passed(long since) {
    return nanoClock.getAsLong() - since;
  }
}
