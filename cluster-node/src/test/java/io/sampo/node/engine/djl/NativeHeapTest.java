package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.sampo.node.engine.LoadedModel;
import io.sampo.node.engine.TestModels;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeHeapTest {
  private static final long ENOUGH = 1000;
  private static final Duration DELAY = Duration.ofSeconds(2);

  private final Queue<Runnable> planned = new ArrayDeque<>();
  private final NativeHeap heap = heap(ENOUGH);
  private Duration plannedAfter;
  private int trims;

  @TempDir private Path directory;

  @Test
  void isTrimmedOnceForAllThatAreClosedUntilThen() {
    // given
    heap.freed(ENOUGH);
    heap.freed(5 * ENOUGH);

    // when
    assertThat(planned).hasSize(1);
    planned.remove().run();

    // then
    assertThat(plannedAfter).isEqualTo(DELAY);
    assertThat(trims).isEqualTo(1);
  }

  @Test
  void isNotTrimmedForLittle() {
    // when
    heap.freed(ENOUGH - 1);

    // then
    assertThat(planned).isEmpty();
  }

  @Test
  void addsUpWhatSmallModulesHaveFreed() {
    // when
    heap.freed(ENOUGH - 1);
    heap.freed(1);

    // then
    assertThat(planned).hasSize(1);
  }

  @Test
  void countsAnewAfterEachTrim() {
    // given
    heap.freed(3 * ENOUGH);
    planned.remove().run();

    // when, then
    heap.freed(ENOUGH - 1);
    assertThat(planned).isEmpty();
    heap.freed(1);
    assertThat(planned).hasSize(1);
  }

  @Test
  void isNeverTrimmedWhereThatIsSwitchedOff() {
    // when
    heap(0).freed(Long.MAX_VALUE);

    // then
    assertThat(planned).isEmpty();
  }

  @Test
  void hearsOfAModelThatIsClosedOnce() {
    // given
    Path module = TestModels.IDENTITY_FP32.copyTo(directory);
    LoadedModel model = new DjlModelEngine(heap).load(module, TestModels.IDENTITY_FP32.signature());
    assertThat(model.bytes()).isBetween(ENOUGH, 100 * ENOUGH);

    // when
    assertThat(planned).isEmpty();
    model.close();
    model.close();

    // then
    assertThat(planned).hasSize(1);
  }

  @Test
  void staysAsItIsOnAJvmThatCannotTrimIt() {
    assertThatCode(new TrimCommand("noSuchCommand")::run).doesNotThrowAnyException();
  }

  @Test
  void asksTheJvmByACommandThatItKnows() {
    assertThatCode(new TrimCommand()::run).doesNotThrowAnyException();
  }

  @Test
  void refusesNegativeSettings() {
    assertThatThrownBy(
            () ->
                NativeHeapSettings.from(
                    ConfigFactory.parseString(
                        "sampo.device.native-heap {trim-after = 1 MiB, trim-delay = -1s}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sampo.device.native-heap");
  }

  private NativeHeap heap(long trimAfter) {
    return new NativeHeap(
        new NativeHeapSettings(trimAfter, DELAY),
        () -> trims++,
        (delay, action) -> {
          plannedAfter = delay;
          planned.add(action);
        });
  }
}
