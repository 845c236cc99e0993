package io.sampo.http.admin;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.extractRequest;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.getFromResource;
import static org.apache.pekko.http.javadsl.server.Directives.handleExceptions;
import static org.apache.pekko.http.javadsl.server.Directives.handleRejections;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathPrefix;
import static org.apache.pekko.http.javadsl.server.Directives.pathSingleSlash;
import static org.apache.pekko.http.javadsl.server.Directives.respondWithHeader;

import io.sampo.http.catalog.Catalog;
import io.sampo.http.entity.ShardedEntities;
import io.sampo.http.security.Admission;
import io.sampo.http.security.DoorGuard;
import io.sampo.protocol.error.ErrorCode;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.server.Route;

/** All paths of the admin door. Everything below {@code /api} is guarded. */
public final class AdminRoutes {

  private static final RawHeader NEVER_STORED = RawHeader.create("Cache-Control", "no-store");

  private final AdminSettings settings;
  private final AdminBackend backend;
  private final DoorGuard guard;
  private final ProblemHandlers problems;
  private final Summaries summaries;
  private final UploadReader uploads;

  private AdminRoutes(ActorSystem<?> system, AdminSettings settings, AdminBackend backend) {
    this.settings = settings;
    this.backend = backend;
    this.guard = DoorGuard.of(settings.door(), settings.tokenFile());
    this.problems = new ProblemHandlers(system.log());
    this.summaries = new Summaries(backend.entities(), backend.catalog(), settings);
    this.uploads = new UploadReader(system, settings, backend.artifacts());
  }

  /**
   * The admin interface of a node. The system needs sharding proxies (or regions) of all entities.
   * Reads the token file, so it blocks for a moment.
   *
   * @param artifacts where uploads go
   * @throws io.sampo.protocol.error.PlatformException if the door would be open beyond this machine
   *     without a token, or the token cannot be read
   */
  public static Route create(
      ActorSystem<?> system,
      AdminSettings settings,
      Catalog catalog,
      ArtifactSink artifacts,
      ArtifactSource downloads,
      Clock clock) {
    return create(
        system,
        settings,
        new AdminBackend(
            new ShardedEntities(system),
            catalog,
            artifacts,
            downloads,
            new ClusterMembership(system),
            clock));
  }

  static Route create(ActorSystem<?> system, AdminSettings settings, AdminBackend backend) {
    return new AdminRoutes(system, settings, backend).route();
  }

  private Route route() {
    // Built once: directives only look their insides up per request where they have to.
    Route api = api();
    return handleExceptions(
        problems.exceptions(),
        () ->
            handleRejections(
                problems.rejections(),
                () ->
                    concat(
                        pathSingleSlash(() -> get(AdminRoutes::page)),
                        pathPrefix("api", () -> guarded(() -> api)))));
  }

  private static Route page() {
    return getFromResource("sampo/admin/index.html", ContentTypes.TEXT_HTML_UTF8);
  }

  private Route api() {
    Route models = new ModelRoutes(backend, settings, summaries, uploads).route();
    Route datasets = new DatasetRoutes(backend, settings, summaries, uploads).route();
    Route jobs = new JobRoutes(backend, settings, summaries).route();
    return pathPrefix(
        "v1",
        () ->
            respondWithHeader(
                NEVER_STORED,
                () ->
                    concat(
                        pathPrefix("models", () -> models),
                        pathPrefix("datasets", () -> datasets),
                        pathPrefix("jobs", () -> jobs),
                        path("cluster", () -> get(this::cluster)))));
  }

  private Route cluster() {
    return Requests.answer(
        () ->
            CompletableFuture.completedFuture(
                Answers.ok(
                    ClusterJson.of(
                        backend.membership().members(),
                        backend.catalog().current(),
                        backend.clock().instant()))));
  }

  private Route guarded(Supplier<Route> inner) {
    return extractRequest(
        request -> {
          Admission admission =
              guard.admit(
                  header(request, "Authorization"),
                  header(request, "Host"),
                  header(request, "Origin"));
          return admission == Admission.GRANTED ? inner.get() : complete(refusal(admission));
        });
  }

  private static Optional<String> header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  private static HttpResponse refusal(Admission admission) {
    return switch (admission) {
      case GRANTED -> throw new IllegalStateException("Expected a refusal, but it was granted");
      case TOKEN_MISSING ->
          Problems.of(
              StatusCodes.UNAUTHORIZED,
              ErrorCode.UNAUTHORIZED,
              "Expected the operator token as [Authorization: Bearer …], but there was none");
      case TOKEN_WRONG ->
          Problems.of(
              StatusCodes.FORBIDDEN,
              ErrorCode.UNAUTHORIZED,
              "Expected the operator token, but got another one");
      case FOREIGN_PAGE ->
          Problems.of(
              StatusCodes.FORBIDDEN,
              ErrorCode.UNAUTHORIZED,
              "Expected a request from this machine, but it came from a page of another site");
    };
  }
}
