package io.sampo.node.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sampo.protocol.error.ErrorCode;
import io.sampo.protocol.error.PlatformException;
import io.sampo.protocol.id.ArtifactHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArtifactStoreTest {
  /** SHA-256 of "abc", FIPS 180-2 appendix B.1. */
  private static final ArtifactHash ABC =
      new ArtifactHash("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");

  @TempDir Path root;

  @Test
  void storesContentUnderItsSha256() throws IOException {
    // given
    ArtifactStore store = open();

    // when
    ArtifactHash hash = store.put(stream("abc"));

    // then
    assertThat(hash).isEqualTo(ABC);
    assertThat(store.verified(hash))
        .isEqualTo(root.resolve("objects/ba").resolve(ABC.value()))
        .hasContent("abc");
    try (InputStream content = store.open(hash)) {
      assertThat(content).hasContent("abc");
    }
    assertThat(incoming()).isEmpty();
  }

  @Test
  void storesWhatComesThroughAChannelInManyReads() {
    // given
    byte[] content = new byte[1_000_003];
    new Random(7).nextBytes(content);

    // when
    ArtifactHash hash = open().put(Channels.newChannel(new ByteArrayInputStream(content)));

    // then
    assertThat(open().verified(hash)).hasBinaryContent(content);
  }

  @Test
  void readsWhatIsToBeLoadedNoFasterThanItsRate() {
    // given: 100 ms of reading, of which a rested rate allows 50 ms at once
    ReadRate rate = new ReadRate(10_000_000, System::nanoTime);
    ArtifactStore store = DirectoryArtifactStore.open(root, Clock.systemUTC(), rate);
    ArtifactHash hash = store.put(new ByteArrayInputStream(new byte[1_000_000]));
    long begin = System.nanoTime();

    // when
    store.verified(hash);

    // then
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(Duration.ofMillis(49));
  }

  @Test
  void storesEqualContentOnce() {
    // given
    ArtifactStore store = open();

    // when
    store.put(stream("abc"));
    store.put(stream("abc"));

    // then
    assertThat(store.list()).extracting(StoredArtifact::hash).containsExactly(ABC);
    assertThat(store.list().get(0).bytes()).isEqualTo(3);
  }

  @Test
  void storesEqualContentOnceWhenManyPutAtATime() throws Exception {
    // given
    int writers = 8;
    ArtifactStore store = open();
    byte[] content = new byte[300_000];
    new Random(11).nextBytes(content);
    CyclicBarrier start = new CyclicBarrier(writers);
    ExecutorService executor = Executors.newFixedThreadPool(writers);

    // when
    List<Future<ArtifactHash>> puts = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      puts.add(
          executor.submit(
              () -> {
                start.await(30, TimeUnit.SECONDS);
                return store.put(new ByteArrayInputStream(content));
              }));
    }
    executor.shutdown();

    // then
    for (Future<ArtifactHash> put : puts) {
      assertThat(store.verified(put.get(30, TimeUnit.SECONDS))).hasBinaryContent(content);
    }
    assertThat(store.list()).hasSize(1);
    assertThat(incoming()).isEmpty();
  }

  @Test
  void neverHandsOutATruncatedArtifact() throws IOException {
    // given
    ArtifactStore store = open();
    Path file = store.verified(store.put(stream("abc")));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(2);
    }

    // when / then
    assertUnavailable(store, ABC, "they hash to");
  }

  @Test
  void repairsACorruptArtifactWhenItsContentIsPutAgain() throws IOException {
    // given
    ArtifactStore store = open();
    Files.writeString(store.verified(store.put(stream("abc"))), "abd");

    // when
    store.put(stream("abc"));

    // then
    assertThat(store.verified(ABC)).hasContent("abc");
  }

  @Test
  void saysThatAnArtifactIsMissing() {
    // given
    ArtifactStore store = open();

    // when / then
    assertUnavailable(store, ABC, "not in the store");
    assertThat(store.exists(ABC)).isFalse();
    assertThat(store.delete(ABC)).isFalse();
  }

  @Test
  void deletesAnArtifact() {
    // given
    ArtifactStore store = open();
    store.put(stream("abc"));

    // when
    boolean deleted = store.delete(ABC);

    // then
    assertThat(deleted).isTrue();
    assertThat(store.exists(ABC)).isFalse();
    assertThat(store.list()).isEmpty();
  }

  @Test
  void keepsNothingOfASourceThatBreaksOff() throws IOException {
    // given
    ArtifactStore store = open();
    InputStream broken =
        new InputStream() {
          private int left = 1000;

          @Override
          public int read() throws IOException {
            if (left-- == 0) {
              throw new IOException("connection reset");
            }
            return 'x';
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            target[offset] = (byte) read();
            return 1;
          }
        };

    // when / then
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> store.put(broken))
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ARTIFACT_INVALID));
    assertThat(store.list()).isEmpty();
    assertThat(incoming()).isEmpty();
  }

  @Test
  void removesOnlyOldLeftoversAtStart() throws IOException {
    // given
    open();
    Path old = leftover("old", NOW.minus(Duration.ofMinutes(61)));
    Path running = leftover("running", NOW.minus(Duration.ofMinutes(59)));

    // when
    ArtifactStore store = open();

    // then
    assertThat(old).doesNotExist();
    assertThat(running).exists();
    assertThat(store.list()).isEmpty();
  }

  @Test
  void removesLeftoversWhileItIsOpenToo() throws IOException {
    // given
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    ArtifactStore store = DirectoryArtifactStore.open(root, movable(now));
    Path left = leftover("left", NOW);

    // when
    now.set(NOW.plus(Duration.ofMinutes(59)));
    store.put(stream("abc"));
    boolean wasThere = Files.exists(left);
    now.set(NOW.plus(Duration.ofMinutes(61)));
    store.put(stream("abc"));

    // then
    assertThat(wasThere).isTrue();
    assertThat(left).doesNotExist();
  }

  private static Clock movable(AtomicReference<Instant> now) {
    return new Clock() {
      @Override
      public Instant instant() {
        return now.get();
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("Expected to be asked for instants only");
      }
    };
  }

  private Path leftover(String name, Instant modified) throws IOException {
    Path file = Files.writeString(root.resolve("incoming").resolve(name), "half");
    return Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  private List<Path> incoming() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("incoming"))) {
      return files.toList();
    }
  }

  private DirectoryArtifactStore open() {
    return DirectoryArtifactStore.open(root, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static InputStream stream(String content) {
    return new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertUnavailable(ArtifactStore store, ArtifactHash hash, String message) {
    assertThatExceptionOfType(PlatformException.class)
        .isThrownBy(() -> store.verified(hash))
        .withMessageContaining(message)
        .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ARTIFACT_UNAVAILABLE));
  }
}
