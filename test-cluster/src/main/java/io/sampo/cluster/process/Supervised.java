package io.sampo.cluster.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * The main class of every child: {@code Supervised MAIN-CLASS ARGUMENTS...}. It ties the life of
 * the child to that of its launcher, then becomes the other program.
 *
 * <p>The launcher holds the other end of standard input and never writes. When it ends, for
 * whatever reason and be it SIGKILL, the operating system closes that end and the child halts. A
 * Ctrl-C in a terminal reaches every process of the group; children ignore it, so that the launcher
 * alone decides in which order things stop.
 *
 * <p>Stands on the JDK only, for it also runs on the class path of Cassandra.
 */
public final class Supervised {

  /** What a shell reports for a process that lost its terminal (SIGHUP). */
  private static final int EXIT_ORPHANED = 129;

  private Supervised() {}

  public static void main(String[] arguments) throws Throwable {
    if (arguments.length == 0) {
      System.err.println("Expected the main class to supervise, but was none.");
      System.exit(2);
    }
    InputStream launcher = System.in;
    System.setIn(InputStream.nullInputStream());
    Thread watch = new Thread(() -> haltAtEndOf(launcher), "launcher-watch");
    watch.setDaemon(true);
    watch.start();
    ignoreInterrupt();
    String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
    try {
      Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    }
  }

  private static void haltAtEndOf(InputStream launcher) {
    try {
      while (launcher.read() >= 0) {
        // Nobody writes; if somebody does it means nothing.
      }
    } catch (IOException gone) {
      // The same as the end of the stream.
    }
    Runtime.getRuntime().halt(EXIT_ORPHANED);
  }

  /** Through reflection: the class is in every JDK but not in its documented interface. */
  private static void ignoreInterrupt() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      signal
          .getMethod("handle", signal, handler)
          .invoke(
              null,
              signal.getConstructor(String.class).newInstance("INT"),
              handler.getField("SIG_IGN").get(null));
    } catch (ReflectiveOperationException unavailable) {
      System.err.println("Ctrl-C also reaches this process: " + unavailable);
    }
  }
}
