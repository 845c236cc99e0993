package io.sampo.cluster.bench;

import io.sampo.cluster.NodeJvm;
import io.sampo.cluster.process.ChildProcess;
import io.sampo.cluster.process.Deadline;
import io.sampo.cluster.process.FreePorts;
import io.sampo.cluster.process.JavaProcess;
import io.sampo.cluster.process.LaunchException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The other side of every comparison with "the model itself": a JVM with the flags of a node that
 * runs forwards in a closed loop and does nothing else. Idle while nobody asks. Blocking.
 */
final class DirectLoop implements AutoCloseable {

  /** As many as a device runs at once. */
  static final int THREADS = 2;

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final ChildProcess process;
  private final URI door;

  private DirectLoop(ChildProcess process, int port) {
    this.process = process;
    this.door = URI.create("http://127.0.0.1:" + port);
  }

  static DirectLoop start(Path logFile) {
    int port = FreePorts.find(1).get(0);
    ChildProcess process =
        new JavaProcess(
                "direct-loop",
                DirectLoopMain.class.getName(),
                JavaProcess.ownClassPath(),
                NodeJvm.flags(),
                List.of(Integer.toString(port)),
                NodeJvm.environment(),
                logFile)
            .start();
    DirectLoop loop = new DirectLoop(process, port);
    if (!Deadline.after(START_LIMIT).await(() -> !process.isAlive() || !FreePorts.isFree(port))
        || !process.isAlive()) {
      process.kill();
      throw new LaunchException(
          "Expected the direct loop to start, but it did not:\n" + process.excerpt());
    }
    return loop;
  }

  /** Runs so long and returns items per second. */
  double run(BenchModel model, int batch, Duration length) {
    URI run =
        door.resolve(
            "/run?model=%s&batch=%d&threads=%d&millis=%d"
                .formatted(model, batch, THREADS, length.toMillis()));
    HttpRequest request = HttpRequest.newBuilder(run).timeout(length.plus(START_LIMIT)).build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new LaunchException("Expected the direct loop to run, but: " + answer.body());
      }
      return Double.parseDouble(answer.body());
    } catch (IOException failure) {
      throw new LaunchException("Expected the direct loop to run, but " + failure, failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LaunchException("Interrupted beside the direct loop", interrupted);
    }
  }

  /** Runs beside a burner of so much processor time. */
  double runBeside(double clientCores, BenchModel model, int batch, Duration length) {
    try (CpuBurner burner = new CpuBurner(clientCores)) {
      burner.start();
      return run(model, batch, length);
    }
  }

  @Override
  public void close() {
    process.kill();
  }
}
