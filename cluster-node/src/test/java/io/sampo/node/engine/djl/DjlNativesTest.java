package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DjlNativesTest {
  @Test
  void unpacksOnceForAllThreadsThatAsk() throws Exception {
    // given
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      // when
      List<Future<Path>> directories = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        directories.add(threads.submit(DjlNatives::unpack));
      }
      // then
      Path first = directories.get(0).get(120, TimeUnit.SECONDS);
      assertThat(first.resolve(System.mapLibraryName("torch"))).isRegularFile();
      for (Future<Path> directory : directories) {
        assertThat(directory.get(120, TimeUnit.SECONDS)).isEqualTo(first);
      }
      // then: DJL would call home without this
      assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    } finally {
      threads.shutdownNow();
    }
  }
}
