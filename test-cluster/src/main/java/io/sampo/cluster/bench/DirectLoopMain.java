package io.sampo.cluster.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.djl.DjlModelEngine;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import io.sampo.protocol.tensor.TensorSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * A process that runs models in a closed loop, without a server around them, on as many threads as
 * a device has. It is asked over HTTP, {@code GET /run?model=CNN&batch=32&threads=2&millis=5000},
 * and answers with items per second. The one argument is the port.
 */
public final class DirectLoopMain {

  private static final DjlModelEngine ENGINE = new DjlModelEngine();
  private static final Map<BenchModel, LoadedModel> LOADED = new EnumMap<>(BenchModel.class);

  private DirectLoopMain() {}

  public static void main(String[] arguments) throws IOException {
    int port = Integer.parseInt(arguments[0]);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/run", DirectLoopMain::onRun);
    server.start();
  }

  private static void onRun(HttpExchange exchange) throws IOException {
    int status = 200;
    String answer;
    try {
      answer = Double.toString(run(query(exchange.getRequestURI().getQuery())));
    } catch (RuntimeException | InterruptedException failure) {
      status = 500;
      answer = failure.toString();
    }
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static Map<String, String> query(String text) {
    Map<String, String> values = new HashMap<>();
    for (String pair : text.split("&")) {
      values.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return values;
  }

  private static double run(Map<String, String> query) throws IOException, InterruptedException {
    BenchModel model = BenchModel.valueOf(query.get("model"));
    int batch = Integer.parseInt(query.get("batch"));
    int threads = Integer.parseInt(query.get("threads"));
    long millis = Long.parseLong(query.get("millis"));
    LoadedModel loaded = loaded(model);
    LongAdder items = new LongAdder();
    long started = System.nanoTime();
    long until = started + millis * 1_000_000;
    Thread[] loops = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      loops[i] = new Thread(() -> loop(loaded, inputs(model, batch), until, items), "loop-" + i);
      loops[i].start();
    }
    for (Thread loop : loops) {
      loop.join();
    }
    return items.sum() / ((System.nanoTime() - started) / 1e9);
  }

  private static void loop(LoadedModel model, List<Tensor> inputs, long until, LongAdder items) {
    long batch = inputs.get(0).shape().dimension(0);
    while (System.nanoTime() < until) {
      model.forward(inputs);
      items.add(batch);
    }
  }

  private static List<Tensor> inputs(BenchModel model, int batch) {
    TensorSpec input = model.input();
    Shape shape = input.shape().prepend(batch);
    float[] values = new float[Math.toIntExact(shape.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 251) / 251f;
    }
    return List.of(Tensor.ofFloats(input.name(), shape, values));
  }

  private static LoadedModel loaded(BenchModel model) throws IOException {
    LoadedModel loaded = LOADED.get(model);
    if (loaded == null) {
      Path file = Files.createTempFile("direct-loop-", ".pt");
      Files.write(file, model.module());
      loaded = ENGINE.load(file, model.signature());
      Files.delete(file);
      LOADED.put(model, loaded);
    }
    return loaded;
  }
}
