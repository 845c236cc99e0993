package io.sampo.http.grpc;

import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.sampo.http.inference.InferenceServices;
import io.sampo.http.security.OperatorGuard;
import io.sampo.http.server.Door;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/** The gRPC server of a node, from its binding to the end of its last call. Thread-safe. */
public final class GrpcDoor {

  private static final DecompressorRegistry ENCODINGS =
      DecompressorRegistry.getDefaultInstance().with(new DeflateCodec(), true);

  /** Held, because a logger that nobody holds forgets its level. */
  private static final Logger LIBRARY = Logger.getLogger("io.grpc");

  static {
    // It warns, with a stack trace, of each client that errs. Clients that err are told so.
    LIBRARY.setLevel(Level.SEVERE);
  }

  private final ActorSystem<?> system;
  private final Executor blocking;
  private final Duration stopTimeout;
  private final InferenceCalls calls;
  private final Server server;

  private GrpcDoor(
      ActorSystem<?> system,
      GrpcSettings settings,
      InferenceServices services,
      OperatorGuard operators,
      Duration stopTimeout) {
    this.system = system;
    this.blocking = system.dispatchers().lookup(DispatcherSelector.blocking());
    this.stopTimeout = stopTimeout;
    this.calls =
        new InferenceCalls(services, operators, system.executionContext(), settings.streamWindow());
    Door door = settings.door();
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(door.host(), door.port()))
            .executor(system.executionContext())
            .decompressorRegistry(ENCODINGS)
            .maxInboundMessageSize(settings.maximumMessage())
            .maxConcurrentCallsPerConnection(settings.maximumCalls())
            .permitKeepAliveTime(settings.shortestKeepAlive().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addService(CheckedMarshaller.check(calls.bindService()))
            .addService(
                CheckedMarshaller.check(new HealthCalls(services.descriptions()).bindService()))
            // The last one sees a call first.
            .intercept(new HeaderInterceptor())
            .intercept(new UnreadableMessages(settings.maximumMessage()))
            .intercept(new MessageTimeout(system, settings.messageTimeout()))
            .build();
  }

  /**
   * Opens the door; it closes in the order of a coordinated shutdown.
   *
   * @param operators who may load and unload models here
   * @param stopTimeout how long calls that are being answered may take when the node stops
   * @return where it listens; fails with one message that names the door and the port
   */
  public static CompletionStage<InetSocketAddress> open(
      ActorSystem<?> system,
      GrpcSettings settings,
      InferenceServices services,
      OperatorGuard operators,
      Duration stopTimeout) {
    GrpcDoor door = new GrpcDoor(system, settings, services, operators, stopTimeout);
    return CompletableFuture.supplyAsync(() -> door.bind(settings.door()), door.blocking);
  }

  private InetSocketAddress bind(Door door) {
    try {
      server.start();
    } catch (IOException failure) {
      throw door.notOpened(failure);
    }
    InetSocketAddress address = (InetSocketAddress) server.getListenSockets().get(0);
    system.log().info("The {} door listens on {}", door.name(), address);
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceUnbind(), "unbind-grpc-" + address, this::unbind);
    shutdown.addTask(
        CoordinatedShutdown.PhaseServiceRequestsDone(),
        "answer-grpc-" + address,
        () -> CompletableFuture.supplyAsync(this::finish, blocking));
    return address;
  }

  /** Takes no new calls; those under way go on. */
  private CompletionStage<Done> unbind() {
    server.shutdown();
    calls.stop();
    return CompletableFuture.completedFuture(Done.getInstance());
  }

  private Done finish() {
    try {
      if (!server.awaitTermination(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException stopped) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    return Done.getInstance();
  }
}
