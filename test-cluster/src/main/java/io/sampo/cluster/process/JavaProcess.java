package io.sampo.cluster.process;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How to start a JVM as a child: which program, on which class path, with which flags.
 *
 * @param name in messages and for the reader of a timeline
 * @param classPath entries that hold this module's {@link Supervised} too
 * @param flags options of the JVM
 * @param arguments those of the program
 * @param environment added to that of this process
 * @param logFile where both output streams go; appended to
 */
public record JavaProcess(
    String name,
    String mainClass,
    String classPath,
    List<String> flags,
    List<String> arguments,
    Map<String, String> environment,
    Path logFile) {

  public JavaProcess {
    requireNonNull(name, "name is null");
    requireNonNull(mainClass, "mainClass is null");
    requireNonNull(classPath, "classPath is null");
    flags = List.copyOf(flags);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    requireNonNull(logFile, "logFile is null");
  }

  /** The program that runs this very process. */
  public static Path javaExecutable() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The class path of this very process, with absolute entries. */
  public static String ownClassPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      entries.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  /** Starts it; the child ends with this process. */
  public ChildProcess start() {
    return start(List.of());
  }

  /** As {@link #start()}, and the system lets everybody else go first. */
  public ChildProcess startInBackground() {
    return start(List.of("nice"));
  }

  /**
   * @param launcher a command that becomes the one that follows it
   */
  private ChildProcess start(List<String> launcher) {
    List<String> command = new ArrayList<>(launcher);
    command.add(javaExecutable().toString());
    command.addAll(flags);
    command.add(Supervised.class.getName());
    command.add(mainClass);
    command.addAll(arguments);
    try {
      Files.createDirectories(logFile.toAbsolutePath().getParent());
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
      builder.environment().putAll(new TreeMap<>(environment));
      // In the environment and not on the command line, which would fill the screen of `ps`.
      builder.environment().put("CLASSPATH", classPath);
      return new ChildProcess(name, builder.start(), logFile);
    } catch (IOException failure) {
      throw new LaunchException("Expected to start [" + name + "], but " + failure, failure);
    }
  }
}
