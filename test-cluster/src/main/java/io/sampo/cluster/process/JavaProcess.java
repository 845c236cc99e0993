package io.sampo.cluster.process;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

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

  /**
   * The class path of this very process, with absolute entries. Where this code is in a jar so is
   * all that a child needs; directories are then of tests, and left out.
   */
  public static String ownClassPath() {
    boolean packaged = Files.isRegularFile(ownCode());
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path absolute = Path.of(entry).toAbsolutePath();
      if (!packaged || Files.isRegularFile(absolute)) {
        entries.add(absolute.toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  /** The jar or the directory that this code comes from. */
  static Path ownCode() {
    try {
      return Path.of(Supervised.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException("Expected our own code to be in a file", impossible);
    }
  }

  /** The same program with one more flag. */
  JavaProcess withFlag(String flag) {
    List<String> more = new ArrayList<>(flags);
    more.add(flag);
    return new JavaProcess(name, mainClass, classPath, more, arguments, environment, logFile);
  }

  /** The jars and directories of the class path, wildcards replaced by what they stand for. */
  List<Path> classPathEntries() {
    List<Path> entries = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (path.endsWith("*")) {
        entries.addAll(jarsIn(path.getParent()));
      } else {
        entries.add(path);
      }
    }
    return entries;
  }

  private static List<Path> jarsIn(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException failure) {
      throw new LaunchException("Expected jars in [" + directory + "], but " + failure, failure);
    }
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
