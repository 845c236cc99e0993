package io.sampo.http.admin;

import io.sampo.http.security.OperatorGate;
import io.sampo.http.server.Body;
import io.sampo.http.server.BodyReader;
import io.sampo.http.server.ClientConnection;
import io.sampo.http.server.RequestHandler;
import io.sampo.http.server.RequestPath;
import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformError;
import io.sampo.protocol.error.PlatformException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** The admin door: lets in, finds the route, makes problem documents of failures. Thread-safe. */
public final class AdminDoor implements RequestHandler {

  private static final int LARGEST_JSON = 1 << 20;

  private final ActorSystem<?> system;
  private final OperatorGate gate;
  private final List<AdminRoute> routes = new ArrayList<>();

  /**
   * @param gate who may come in
   */
  public AdminDoor(
      ActorSystem<?> system, AdminSettings settings, OperatorGate gate, AdminPorts ports) {
    this.system = system;
    this.gate = gate;
    BodyReader bodies = new BodyReader(system, LARGEST_JSON, settings.answerTimeout());
    routes.addAll(new ModelEndpoint(system, settings, ports, bodies).routes());
    routes.addAll(new DatasetEndpoint(system, settings, ports).routes());
    routes.addAll(new JobEndpoint(system, settings, ports, bodies).routes());
    routes.addAll(new ClusterEndpoint(system, ports).routes());
  }

  @Override
  public CompletionStage<HttpResponse> handle(HttpRequest request, ClientConnection client) {
    try {
      return answer(request).exceptionally(Problems::of);
    } catch (RuntimeException failure) {
      request.discardEntityBytes(system);
      return CompletableFuture.completedFuture(Problems.of(failure));
    }
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    if (!gate.permits(request)) {
      return refuse(
          request,
          Problems.of(
              new PlatformError(
                  ErrorCode.UNAUTHORIZED,
                  "Expected the operator token as a bearer token, but it is missing or wrong")));
    }
    String path = request.getUri().getPathString();
    List<String> segments = RequestPath.segments(path);
    Set<String> allowed = new HashSet<>();
    for (AdminRoute route : routes) {
      Optional<List<String>> names = route.match(segments);
      if (names.isPresent() && route.method().equals(request.method().value())) {
        return route.handler().handle(request, names.get());
      }
      names.ifPresent(match -> allowed.add(route.method()));
    }
    return refuse(
        request,
        allowed.isEmpty()
            ? Problems.notFound(path)
            : Problems.methodNotAllowed(request.method().value(), allowed));
  }

  private CompletionStage<HttpResponse> refuse(HttpRequest request, HttpResponse refusal) {
    request.discardEntityBytes(system);
    return CompletableFuture.completedFuture(refusal);
  }

  /** The bytes of a body, and no more. */
  static byte[] exact(Body body) {
    return Arrays.copyOf(body.bytes(), body.length());
  }

  /** A name from a path; one that is none names nothing. */
  static <T> T name(ErrorCode notFound, Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException objection) {
      throw new PlatformException(notFound, objection.getMessage(), objection);
    }
  }
}
