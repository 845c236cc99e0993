package io.sampo.http.grpc;

import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.sampo.http.Fixtures;
import io.sampo.http.inference.FakeNeighbours;
import io.sampo.http.inference.FakeRouter;
import io.sampo.http.inference.InferenceServices;
import io.sampo.http.inference.InferenceSettings;
import io.sampo.http.security.OperatorGuard;
import io.sampo.http.server.Door;
import io.sampo.protocol.grpc.GRPCInferenceServiceGrpc;
import io.sampo.protocol.grpc.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.sampo.protocol.serving.ModelSummary;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.DeflaterOutputStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The gRPC door on a real port, with a client, and a router that answers at once. */
final class GrpcServer implements AutoCloseable {

  static final int LIMIT = 64 * 1024;
  static final int WINDOW = 4;

  private final ActorTestKit kit = ActorTestKit.create();
  private final FakeNeighbours neighbours = new FakeNeighbours(kit.system());
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final InetSocketAddress address;
  private final ManagedChannel channel;

  private GrpcServer(GrpcSettings settings, OperatorGuard operators) {
    InferenceSettings inference =
        new InferenceSettings(
            settings.door(),
            LIMIT,
            2 * LIMIT,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
    InferenceServices services =
        InferenceServices.create(inference, neighbours.asNeighbours(), "0.1.0", stopping::get);
    address =
        GrpcDoor.open(kit.system(), settings, services, operators, Duration.ofSeconds(2))
            .toCompletableFuture()
            .orTimeout(10, TimeUnit.SECONDS)
            .join();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", address.getPort())
            .usePlaintext()
            .compressorRegistry(compressors())
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    reset();
  }

  private static CompressorRegistry compressors() {
    CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
    registry.register(new Codec.Gzip());
    registry.register(new DeflateOfClients());
    return registry;
  }

  /** Zlib's framing, as other languages' clients write it. */
  private static final class DeflateOfClients implements Compressor {
    @Override
    public String getMessageEncoding() {
      return "deflate";
    }

    @Override
    public OutputStream compress(OutputStream stream) {
      return new DeflaterOutputStream(stream);
    }
  }

  static GrpcServer open() {
    return open(settings(0, Duration.ofSeconds(20)));
  }

  static GrpcServer open(GrpcSettings settings) {
    return new GrpcServer(settings, OperatorGuard.of(settings.door(), Optional.empty()));
  }

  static GrpcServer open(OperatorGuard operators) {
    return new GrpcServer(settings(0, Duration.ofSeconds(20)), operators);
  }

  static GrpcSettings settings(int port, Duration messageTimeout) {
    return new GrpcSettings(
        new Door("gRPC", "sampo.http.grpc", "127.0.0.1", port),
        LIMIT,
        100,
        WINDOW,
        messageTimeout,
        Duration.ofSeconds(10));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    kit.shutdownTestKit();
  }

  /** Models {@code m} (FP32 [2], at most 4), {@code waiting} and {@code off}; a ready server. */
  void reset() {
    serve(Fixtures.model("m", true), Fixtures.model("waiting", false), Fixtures.undeployed("off"));
    stopping.set(false);
    router().reset();
    neighbours.entities().answerNothing();
    neighbours.entities().commands().clear();
  }

  void serve(ModelSummary... models) {
    neighbours.catalog().publish(Fixtures.catalog(true, models));
  }

  void forgetAllModels() {
    neighbours.catalog().publish(Fixtures.catalog(false));
  }

  FakeRouter router() {
    return neighbours.router();
  }

  FakeNeighbours neighbours() {
    return neighbours;
  }

  AtomicBoolean stopping() {
    return stopping;
  }

  ActorTestKit kit() {
    return kit;
  }

  int port() {
    return address.getPort();
  }

  ManagedChannel channel() {
    return channel;
  }

  GRPCInferenceServiceBlockingStub stub() {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(10, TimeUnit.SECONDS);
  }

  /** How a call ended that had to be refused. */
  static StatusRuntimeException refusal(ThrowingCallable call) {
    Throwable thrown = Assertions.catchThrowable(call);
    if (thrown instanceof StatusRuntimeException refused) {
      return refused;
    }
    throw new AssertionError("Expected a refusal, but got " + thrown, thrown);
  }
}
