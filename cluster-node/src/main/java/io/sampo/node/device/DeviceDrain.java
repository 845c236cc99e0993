package io.sampo.node.device;

import io.sampo.protocol.catalog.ServiceKeys;
import io.sampo.protocol.serving.DeviceProtocol.Command;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/**
 * The end of a whole device in order: it takes nothing new, lets owners move its replicas away,
 * stops what is left, and answers those who asked. Runs in the thread of the device.
 */
final class DeviceDrain {
  /** Whether there are devices that could take over. */
  record OthersFound(boolean any) implements Command {}

  /** The time of a stage is up. */
  enum TimedOut implements Command {
    MOVING,
    STOPPING
  }

  private final ActorContext<Command> device;
  private final TimerScheduler<Command> timers;
  private final DeviceSettings settings;
  private final ReplicaDesk replicas;
  private final HostedWorkers workers;
  private final List<ActorRef<Done>> waiting = new ArrayList<>();
  private boolean finished;

  DeviceDrain(
      ActorContext<Command> device,
      TimerScheduler<Command> timers,
      DeviceSettings settings,
      ReplicaDesk replicas,
      HostedWorkers workers) {
    this.device = device;
    this.timers = timers;
    this.settings = settings;
    this.replicas = replicas;
    this.workers = workers;
  }

  boolean isUnderWay() {
    return !waiting.isEmpty();
  }

  /**
   * Owners have been told already that the device drains; they start replacements elsewhere.
   *
   * @param hopeless whether no replica can end in order any more
   */
  void begin(ActorRef<Done> replyTo, boolean hopeless) {
    if (finished) {
      replyTo.tell(Done.getInstance());
      return;
    }
    waiting.add(replyTo);
    replicas.dropPending("the device drains");
    if (replicas.isEmpty() || hopeless) {
      finish();
    } else if (waiting.size() == 1) {
      device.getLog().info("Device drains, {} replicas are to move", replicas.size());
      timers.startSingleTimer(TimedOut.MOVING, settings.moveTimeout());
      findOthers();
    }
  }

  private void findOthers() {
    ActorRef<Receptionist.Listing> answers =
        device.messageAdapter(
            Receptionist.Listing.class,
            listing -> new OthersFound(listing.getServiceInstances(ServiceKeys.DEVICE).size() > 1));
    receptionist().tell(Receptionist.find(ServiceKeys.DEVICE, answers));
  }

  void onOthers(OthersFound others) {
    if (!others.any()) {
      stopReplicas();
    }
  }

  void onTimedOut(TimedOut stage) {
    if (stage == TimedOut.MOVING) {
      stopReplicas();
    } else {
      finish();
    }
  }

  private void stopReplicas() {
    timers.cancel(TimedOut.MOVING);
    replicas.drainAll();
    timers.startSingleTimer(TimedOut.STOPPING, settings.drainTimeout().plusSeconds(1));
  }

  /** A replica has gone; perhaps it was the last. */
  void onReplicaGone() {
    if (isUnderWay() && replicas.isEmpty()) {
      finish();
    }
  }

  /** Once: the receptionist takes a second farewell for a defect. */
  private void finish() {
    timers.cancel(TimedOut.MOVING);
    timers.cancel(TimedOut.STOPPING);
    if (!finished) {
      finished = true;
      receptionist().tell(Receptionist.deregister(ServiceKeys.DEVICE, device.getSelf()));
      workers.stopAll();
      waiting.forEach(asker -> asker.tell(Done.getInstance()));
    }
  }

  private ActorRef<Receptionist.Command> receptionist() {
    return device.getSystem().receptionist();
  }
}
