package io.sampo.cluster.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Programs for children: one that waits forever, and one that starts the other as its child. */
final class Sleeper {

  private Sleeper() {}

  public static void main(String[] arguments) throws InterruptedException {
    System.out.println("asleep");
    new CountDownLatch(1).await();
  }

  static JavaProcess program(Path logFile) {
    return new JavaProcess(
        "sleeper",
        Sleeper.class.getName(),
        classPath(),
        List.of("-Xmx32m", "-XX:TieredStopAtLevel=1"),
        List.of(),
        Map.of(),
        logFile);
  }

  /** No more than the programs need, wherever the runner of the tests keeps its class path. */
  static String classPath() {
    return Stream.of(Sleeper.class, JavaProcess.class)
        .map(each -> each.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** A launcher: starts a sleeper, freezes it if asked to, and says its process id. */
  static final class Parent {
    private Parent() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      ChildProcess child = program(Path.of(arguments[0])).start();
      if (arguments[1].equals("frozen")) {
        child.signal(Signal.STOP);
      }
      System.out.println(child.pid());
      new CountDownLatch(1).await();
    }
  }
}
