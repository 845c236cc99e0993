package io.sampo.http.grpc;

import static io.sampo.http.grpc.GrpcServer.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.protocol.grpc.GRPCInferenceServiceGrpc;
import io.sampo.protocol.grpc.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelInferResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gRPC door does beside the messages: deadlines, sizes, encodings, headers, its port. */
class GrpcDoorTest {

  private static GrpcServer server;

  @BeforeAll
  static void open() {
    server = GrpcServer.open();
  }

  @AfterAll
  static void close() {
    server.close();
  }

  @BeforeEach
  void reset() {
    server.reset();
  }

  private static GRPCInferenceServiceBlockingStub stub(String... headers) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < headers.length; i += 2) {
      metadata.put(key(headers[i]), headers[i + 1]);
    }
    return server.stub().withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  @Test
  @Conformance("P09")
  void cancelsTheRequestOfAClientThatCancels() throws InterruptedException {
    server.router().neverAnswer();
    var call =
        GRPCInferenceServiceGrpc.newFutureStub(server.channel()).modelInfer(Messages.fit().build());
    RoutedRequest routed = server.router().nextRouted();

    call.cancel(true);

    assertThat(server.router().nextCancelled()).isSameAs(routed);
  }

  @Test
  @Conformance("P09")
  void cancelsTheRequestOfAClientThatHasGone() throws InterruptedException {
    server.router().neverAnswer();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    GRPCInferenceServiceGrpc.newFutureStub(channel).modelInfer(Messages.fit().build());
    RoutedRequest routed = server.router().nextRouted();

    channel.shutdownNow();

    assertThat(server.router().nextCancelled()).isSameAs(routed);
  }

  @Test
  @Conformance("P09")
  void cancelsTheRequestWhoseDeadlineHasPassed() throws InterruptedException {
    server.router().neverAnswer();

    StatusRuntimeException refused =
        refusal(
            () ->
                server
                    .stub()
                    .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
                    .modelInfer(Messages.fit().build()));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(server.router().nextCancelled()).isSameAs(server.router().nextRouted());
  }

  @Test
  @Conformance("P09")
  void givesTheRequestTheDeadlineOfItsCall() throws InterruptedException {
    stub().withDeadlineAfter(5, TimeUnit.SECONDS).modelInfer(Messages.fit().build());
    assertThat(patience()).isBetween(2_000L, 5_000L);

    stub("x-request-timeout", "500ms").modelInfer(Messages.fit().build());
    assertThat(patience()).isLessThanOrEqualTo(500);

    stub().modelInfer(Messages.fit().putParameters("timeout", Messages.parameter(700_000)).build());
    assertThat(patience()).isLessThanOrEqualTo(700);

    stub("x-request-timeout", "60s")
        .withDeadlineAfter(100, TimeUnit.SECONDS)
        .modelInfer(Messages.fit().build());
    assertThat(patience()).isBetween(20_000L, 30_000L);

    Status refused =
        refusal(() -> stub("x-request-timeout", "soon").modelInfer(Messages.fit().build()))
            .getStatus();
    assertThat(refused.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  /** Milliseconds that the last request had left. */
  private static long patience() throws InterruptedException {
    return (server.router().nextRouted().deadline() - System.nanoTime()) / 1_000_000;
  }

  @Test
  @Conformance("P09")
  void refusesAMessageThatIsTooLarge() {
    ModelInferRequest large =
        Messages.raw("FP32", new byte[GrpcServer.LIMIT], 1, GrpcServer.LIMIT / 4).build();

    Status status = refusal(() -> server.stub().modelInfer(large)).getStatus();

    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(server.router().hasRouted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  @Conformance("P09")
  void takesCompressedMessages(String encoding) throws InterruptedException {
    ModelInferResponse response =
        compressed(encoding).modelInfer(Messages.fit().setId("compressed").build());

    assertThat(response.getId()).isEqualTo("compressed");
    assertThat(server.router().nextRouted().inputs().get(0).toFloats()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate"})
  @Conformance("P09")
  void limitsTheSizeOfMessagesAfterDecompression(String encoding) {
    ModelInferRequest bomb = Messages.raw("FP32", new byte[4 << 20], 1, 1 << 20).build();

    Status status = refusal(() -> compressed(encoding).modelInfer(bomb)).getStatus();

    assertThat(status.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(server.router().hasRouted()).isFalse();
  }

  private static GRPCInferenceServiceBlockingStub compressed(String encoding) {
    return server.stub().withCompression(encoding);
  }

  @Test
  void sendsRequestIdsBack() {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();

    stub("x-request-id", "mine-7")
        .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
        .modelInfer(Messages.fit().build());
    StatusRuntimeException refused =
        refusal(
            () ->
                stub("x-request-id", "mine-8")
                    .modelInfer(Messages.fit().setModelName("nope").build()));

    assertThat(headers.get().get(CallHeaders.REQUEST_ID)).isEqualTo("mine-7");
    assertThat(refused.getTrailers().get(CallHeaders.REQUEST_ID)).isEqualTo("mine-8");
  }

  @Test
  void carriesTheTraceAlong() throws InterruptedException {
    String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    stub("traceparent", traceparent, "x-request-id", "mine").modelInfer(Messages.fit().build());

    RoutedRequest routed = server.router().nextRouted();
    assertThat(routed.trace().traceparent()).isEqualTo(traceparent);
    assertThat(routed.id().value()).startsWith("mine-");
  }

  @Test
  void endsACallWhoseMessageDoesNotCome() throws InterruptedException {
    try (GrpcServer impatient = GrpcServer.open(GrpcServer.settings(0, Duration.ofMillis(200)))) {
      BlockingQueue<Status> end = new LinkedBlockingQueue<>();
      // A client of one message sends its headers together with it; this one does not.
      ClientCall<ModelInferRequest, ModelInferResponse> call =
          impatient
              .channel()
              .newCall(
                  GRPCInferenceServiceGrpc.getModelInferMethod().toBuilder()
                      .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
                      .build(),
                  CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onClose(Status status, Metadata trailers) {
              end.add(status);
            }
          },
          new Metadata());

      Status status = end.poll(5, TimeUnit.SECONDS);

      assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      assertThat(status.getDescription()).contains("Expected a whole message within 200 ms");
    }
  }

  @Test
  void answersBytesThatAreNoMessageAsTheCallersFault() {
    byte[] garbage = {(byte) 0xff, (byte) 0xff, 1};

    Status status = refusal(() -> send("ModelInfer", garbage)).getStatus();
    Status ofStream = refusal(() -> send("ModelStreamInfer", garbage)).getStatus();

    assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(status.getDescription()).contains("but the bytes are none");
    assertThat(ofStream.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(server.stub().modelInfer(Messages.fit().build()).getModelName()).isEqualTo("m");
  }

  private static void send(String method, byte[] message) {
    ClientCalls.blockingUnaryCall(
        server.channel(),
        MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("inference.GRPCInferenceService/" + method)
            .build(),
        CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS),
        message);
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return ByteString.readFrom(stream).toByteArray();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  @Test
  void namesTheDoorAndThePortThatIsTaken() {
    assertThatThrownBy(
            () -> GrpcServer.open(GrpcServer.settings(server.port(), Duration.ofSeconds(1))))
        .hasMessageContaining("Expected to open the gRPC door on [127.0.0.1:" + server.port() + "]")
        .hasMessageContaining("Address already in use")
        .hasMessageContaining("Set [sampo.http.grpc.port] to a free port");
  }
}
