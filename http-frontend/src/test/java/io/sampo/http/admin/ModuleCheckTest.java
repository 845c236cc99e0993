package io.sampo.http.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

class ModuleCheckTest {

  @Test
  void acceptsAModuleInChunksOfAnySize() {
    byte[] module = Archives.module();

    for (int size : new int[] {1, 7, module.length}) {
      assertThat(objection(module, size)).as("chunks of %d bytes", size).isEmpty();
    }
  }

  @Test
  void refusesWhatIsNoArchive() {
    assertThat(objection("no archive".getBytes(StandardCharsets.UTF_8), 100))
        .hasValueSatisfying(why -> assertThat(why).contains("no directory at its end"));
    assertThat(objection(new byte[0], 100)).isPresent();
  }

  @Test
  void refusesAnArchiveThatWasCutOff() {
    byte[] module = Archives.module();

    assertThat(objection(Arrays.copyOf(module, module.length - 1), 100)).isPresent();
  }

  @Test
  void refusesAStateDictionary() {
    assertThat(objection(Archives.of("digits/data.pkl", "digits/data/0"), 100))
        .hasValueSatisfying(why -> assertThat(why).contains("has no [digits/code/]"));
  }

  @Test
  void refusesAnArchiveOfSomethingElse() {
    assertThat(objection(Archives.of("data.pkl", "constants.pkl", "code/a.py"), 100))
        .hasValueSatisfying(why -> assertThat(why).contains("has no [*/data.pkl]"));
    assertThat(objection(Archives.of("a/data.pkl", "b/constants.pkl", "a/code/a.py"), 100))
        .hasValueSatisfying(why -> assertThat(why).contains("has no [a/constants.pkl]"));
  }

  @Test
  void refusesADirectoryThatPointsNowhere() {
    byte[] module = Archives.module();
    ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN).putInt(module.length - 6, 3);

    assertThat(objection(module, 100)).isPresent();
  }

  @Test
  void readsADirectoryBehindManyBytes() {
    // given
    byte[] large = new byte[3 * ModuleCheck.TAIL_BYTES];
    byte[] stored = storedBehind(large, Archives.module());

    // then
    assertThat(objection(stored, 64 * 1024)).isEmpty();
  }

  @Test
  void leavesADirectoryThatIsTooLongToTheWarmUp() {
    // given
    String folder = "a".repeat(200) + "/";
    String[] names =
        IntStream.range(0, 9000).mapToObj(i -> folder + "data/" + i).toArray(String[]::new);

    // then
    assertThat(objection(Archives.of(names), 64 * 1024)).isEmpty();
  }

  @Test
  void readsTheDirectoryOfAZip64Archive() {
    // given
    byte[] module = Archives.module();
    int end = module.length - 22;
    ByteBuffer old = ByteBuffer.wrap(module).order(ByteOrder.LITTLE_ENDIAN);
    long directory = old.getInt(end + 16);
    ByteBuffer whole = ByteBuffer.allocate(module.length + 56 + 20).order(ByteOrder.LITTLE_ENDIAN);
    whole.put(module, 0, end);
    whole.putInt(0x06064b50).putLong(44).putInt(0).putInt(0).putInt(0);
    whole.putLong(3).putLong(3).putLong(old.getInt(end + 12)).putLong(directory);
    whole.putInt(0x07064b50).putInt(0).putLong(end).putInt(1);
    whole.put(module, end, 22);
    whole.putShort(whole.capacity() - 12, (short) -1).putInt(whole.capacity() - 6, -1);

    // then
    assertThat(objection(whole.array(), 100)).isEmpty();
  }

  /** Moves an archive behind other bytes and corrects where its directory is. */
  private static byte[] storedBehind(byte[] before, byte[] archive) {
    ByteBuffer all =
        ByteBuffer.allocate(before.length + archive.length).order(ByteOrder.LITTLE_ENDIAN);
    all.put(before).put(archive);
    int at = all.capacity() - 6;
    all.putInt(at, all.getInt(at) + before.length);
    return all.array();
  }

  private static Optional<String> objection(byte[] file, int chunk) {
    ModuleCheck check = new ModuleCheck();
    for (int at = 0; at < file.length; at += chunk) {
      check.look(ByteString.fromArray(file, at, Math.min(chunk, file.length - at)));
    }
    return check.objection();
  }
}
