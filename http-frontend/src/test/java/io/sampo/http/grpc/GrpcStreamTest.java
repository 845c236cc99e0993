package io.sampo.http.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.MetadataUtils;
import io.sampo.http.conformance.Conformance;
import io.sampo.http.routing.InferAnswer;
import io.sampo.http.routing.RoutedRequest;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.Outcome;
import io.sampo.protocol.grpc.GRPCInferenceServiceGrpc;
import io.sampo.protocol.grpc.ModelInferRequest;
import io.sampo.protocol.grpc.ModelStreamInferResponse;
import io.sampo.protocol.serving.ReplicaProtocol.InferTimings;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams of inference requests over a real socket. */
class GrpcStreamTest {

  private static final Metadata.Key<String> STATUS_WANTED =
      Metadata.Key.of("triton_grpc_error", Metadata.ASCII_STRING_MARSHALLER);

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

  /** The client's end of one stream. */
  private static final class Client
      implements ClientResponseObserver<ModelInferRequest, ModelStreamInferResponse> {
    private final BlockingQueue<ModelStreamInferResponse> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Status> end = new LinkedBlockingQueue<>();
    private ClientCallStreamObserver<ModelInferRequest> requests;

    static Client open(GrpcServer server, Metadata headers) {
      Client client = new Client();
      GRPCInferenceServiceGrpc.newStub(server.channel())
          .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .modelStreamInfer(client);
      return client;
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<ModelInferRequest> stream) {
      requests = stream;
    }

    void send(String id) {
      requests.onNext(Messages.fit().setId(id).build());
    }

    ModelStreamInferResponse answer() throws InterruptedException {
      ModelStreamInferResponse answer = answers.poll(5, TimeUnit.SECONDS);
      assertThat(answer).as("an answer within 5 s; ended with %s", end).isNotNull();
      return answer;
    }

    Status end() throws InterruptedException {
      Status status = end.poll(5, TimeUnit.SECONDS);
      assertThat(status).as("the end of the stream within 5 s").isNotNull();
      return status;
    }

    @Override
    public void onNext(ModelStreamInferResponse answer) {
      answers.add(answer);
    }

    @Override
    public void onError(Throwable failure) {
      end.add(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      end.add(Status.OK);
    }
  }

  private static Client stream() {
    return Client.open(server, new Metadata());
  }

  private static void answer(RoutedRequest request) {
    Tensor y = Tensor.ofFloats("y", Shape.of(1, 2), 3, 4);
    request
        .answer()
        .complete(Outcome.of(new InferAnswer(List.of(y), new InferTimings(1, 2, 1), 1)));
  }

  @Test
  @Conformance("P01")
  void answersEachRequestOfAStreamAndEndsWithTheClient() throws InterruptedException {
    Client client = stream();

    client.send("a");
    client.send("b");

    assertThat(client.answer().getInferResponse().getId()).isEqualTo("a");
    ModelStreamInferResponse second = client.answer();
    assertThat(second.getErrorMessage()).isEmpty();
    assertThat(second.getInferResponse().getId()).isEqualTo("b");
    assertThat(second.getInferResponse().getRawOutputContents(0).toByteArray())
        .isEqualTo(Messages.floats(3, 4));
    client.requests.onCompleted();
    assertThat(client.end().isOk()).isTrue();
  }

  @Test
  void keepsTheOrderOfRequestsWhicheverIsAnsweredFirst() throws InterruptedException {
    server.router().neverAnswer();
    Client client = stream();
    client.send("a");
    client.send("b");
    RoutedRequest first = server.router().nextRouted();
    RoutedRequest second = server.router().nextRouted();

    answer(second);
    answer(first);

    assertThat(client.answer().getInferResponse().getId()).isEqualTo("a");
    assertThat(client.answer().getInferResponse().getId()).isEqualTo("b");
    client.requests.onCompleted();
    assertThat(client.end().isOk()).isTrue();
  }

  @Test
  void hasAtMostAWindowOfRequestsUnderWay() throws InterruptedException {
    server.router().neverAnswer();
    Client client = stream();
    for (int i = 0; i < 2 * GrpcServer.WINDOW; i++) {
      client.send(Integer.toString(i));
    }
    List<RoutedRequest> routed = new ArrayList<>();
    for (int i = 0; i < GrpcServer.WINDOW; i++) {
      routed.add(server.router().nextRouted());
    }
    // The next unary call takes the way that further requests would have taken.
    server.router().refuseWith(ErrorCode.INTERNAL, "");
    GrpcServer.refusal(() -> server.stub().modelInfer(Messages.fit().setId("last").build()));
    assertThat(server.router().nextRouted().id().value()).startsWith("last-");
    assertThat(server.router().hasRouted()).isFalse();

    routed.forEach(GrpcStreamTest::answer);

    for (int i = 0; i < 2 * GrpcServer.WINDOW; i++) {
      assertThat(client.answer().getInferResponse().getId()).isEqualTo(Integer.toString(i));
    }
    client.requests.cancel("enough", null);
  }

  @Test
  @Conformance("P07")
  void tellsErrorsWithinTheStreamWhichStaysOpen() throws InterruptedException {
    Client client = stream();

    client.requests.onNext(Messages.fit().setId("bad").setModelName("nope").build());
    client.send("good");

    ModelStreamInferResponse bad = client.answer();
    assertThat(bad.getErrorMessage()).isEqualTo("Request for unknown model: 'nope' is not found");
    assertThat(bad.getInferResponse().getId()).isEqualTo("bad");
    ModelStreamInferResponse good = client.answer();
    assertThat(good.getErrorMessage()).isEmpty();
    assertThat(good.getInferResponse().getId()).isEqualTo("good");
    client.requests.onCompleted();
    assertThat(client.end().isOk()).isTrue();
  }

  @Test
  @Conformance("P07")
  void endsTheStreamWithAStatusForAClientThatWantsOne() throws InterruptedException {
    Metadata headers = new Metadata();
    headers.put(STATUS_WANTED, "true");
    Client client = Client.open(server, headers);

    client.send("good");
    assertThat(client.answer().getInferResponse().getId()).isEqualTo("good");
    client.requests.onNext(Messages.fit().setModelName("nope").build());

    Status end = client.end();
    assertThat(end.getCode()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(end.getDescription()).contains("'nope' is not found");
    assertThat(client.answers).isEmpty();
  }

  @Test
  @Conformance("P08")
  void marksTheFinalAnswerWhereThatIsAskedFor() throws InterruptedException {
    Client client = stream();

    client.requests.onNext(
        Messages.fit()
            .putParameters("triton_enable_empty_final_response", Messages.parameter(true))
            .build());
    client.send("plain");

    assertThat(
            client
                .answer()
                .getInferResponse()
                .getParametersOrThrow("triton_final_response")
                .getBoolParam())
        .isTrue();
    assertThat(client.answer().getInferResponse().getParametersMap()).isEmpty();
    client.requests.onCompleted();
    assertThat(client.end().isOk()).isTrue();
  }

  @Test
  @Conformance("P09")
  void cancelsWhatIsUnderWayWhenTheStreamIsCancelled() throws InterruptedException {
    server.router().neverAnswer();
    Client client = stream();
    client.send("a");
    client.send("b");
    RoutedRequest first = server.router().nextRouted();
    RoutedRequest second = server.router().nextRouted();

    client.requests.cancel("gone", null);

    assertThat(List.of(server.router().nextCancelled(), server.router().nextCancelled()))
        .containsExactlyInAnyOrder(first, second);
  }

  /** A node that stops does not wait for a client that keeps its stream open for ever. */
  @Test
  void endsStreamsWhenTheServerStopsButAnswersThemFirst() throws InterruptedException {
    try (GrpcServer stopped = GrpcServer.open()) {
      stopped.router().neverAnswer();
      Client client = Client.open(stopped, new Metadata());
      client.send("a");
      RoutedRequest underWay = stopped.router().nextRouted();
      stopped.kit().system().terminate();
      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> stopped.channel().getState(false) != io.grpc.ConnectivityState.READY);

      answer(underWay);

      assertThat(client.answer().getInferResponse().getId()).isEqualTo("a");
      Status end = client.end();
      assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(end.getDescription()).isEqualTo("the server is stopping");
    }
  }
}
