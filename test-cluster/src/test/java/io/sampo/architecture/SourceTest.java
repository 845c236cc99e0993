package io.sampo.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads the sources of all modules. */
class SourceTest {
  private static final int LONGEST_FILE = 400;
  private static final int LONG_METHOD = 30;
  private static final double SHARE_OF_SHORT_METHODS = 0.9;

  private static List<Path> sources;

  @BeforeAll
  static void findSources() throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(root.resolve("protocol"))) {
      root = root.getParent();
    }
    try (Stream<Path> files = Files.walk(root)) {
      sources =
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> file.toString().contains("/src/"))
              .sorted()
              .toList();
    }
    assertThat(sources).hasSizeGreaterThan(100);
  }

  @Test
  void noFileIsTooLongToHoldInTheHead() {
    List<String> tooLong =
        sources.stream()
            .filter(file -> lines(file).size() > LONGEST_FILE)
            .map(file -> file + " has " + lines(file).size() + " lines")
            .toList();

    assertThat(tooLong).isEmpty();
  }

  @Test
  void nineInTenMethodsAreShort() throws IOException {
    List<Long> lengths = methodLengths();
    long shortOnes = lengths.stream().filter(length -> length < LONG_METHOD).count();

    assertThat(shortOnes / (double) lengths.size())
        .as("share of %d methods under %d lines", lengths.size(), LONG_METHOD)
        .isGreaterThanOrEqualTo(SHARE_OF_SHORT_METHODS);
  }

  @Test
  void everyPackageSaysWhatItOwns() {
    List<Path> silent =
        sources.stream()
            .filter(file -> file.toString().contains("/src/main/"))
            .map(Path::getParent)
            .distinct()
            .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
            .toList();

    assertThat(silent).isEmpty();
  }

  @Test
  void nothingSleeps() {
    // Put together here, so that this file does not find itself.
    String sleep = "Thread" + ".sleep";
    List<Path> sleeping =
        sources.stream()
            .filter(file -> lines(file).stream().anyMatch(line -> line.contains(sleep)))
            .toList();

    assertThat(sleeping).isEmpty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines from signature to closing brace of every method with a body. */
  private static List<Long> methodLengths() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<Long> lengths = new ArrayList<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  diagnostic -> {},
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        collectLengths(unit, positions, lengths);
      }
    }
    return lengths;
  }

  private static void collectLengths(
      CompilationUnitTree unit, SourcePositions positions, List<Long> lengths) {
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitMethod(MethodTree method, Void nothing) {
        if (method.getBody() != null) {
          long first = line(positions.getStartPosition(unit, method.getBody()));
          long last = line(positions.getEndPosition(unit, method.getBody()));
          lengths.add(last - first + 1);
        }
        return super.visitMethod(method, nothing);
      }

      private long line(long position) {
        return unit.getLineMap().getLineNumber(position);
      }
    }.scan(unit, null);
  }
}
