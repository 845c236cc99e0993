package io.sampo.cluster.language;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteWindowsTest {

  @Test
  void asksForEveryByteOnceWhereWindowsDoNotOverlap() {
    ByteWindows windows = windows("abcdefghi", 4, 4);

    assertThat(windows.count()).isEqualTo(2);
    assertThat(windows.inputs()).isEqualTo("abcdefgh".getBytes(US_ASCII));
    assertThat(windows.targets()).isEqualTo("bcdefghi".getBytes(US_ASCII));
  }

  @Test
  void leavesOutWhatFillsNoWindow() {
    assertThat(windows("abcdefgh", 4, 4).inputs()).isEqualTo("abcd".getBytes(US_ASCII));
  }

  @Test
  void overlapsByItsStride() {
    ByteWindows windows = windows("abcdefgh", 4, 2);

    assertThat(windows.count()).isEqualTo(2);
    assertThat(windows.input(1)).isEqualTo("cdef".getBytes(US_ASCII));
    assertThat(windows.target(1)).isEqualTo("defg".getBytes(US_ASCII));
    assertThat(windows.targets()).isEqualTo("bcdedefg".getBytes(US_ASCII));
  }

  @Test
  void refusesAStreamWithoutAWindow() {
    assertThatThrownBy(() -> windows("abcd", 4, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Expected more than [4] bytes, but there are [4]");
    assertThatThrownBy(() -> windows("abcd", 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> windows("abcd", 1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> windows("abcde", 4, 1).input(1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ByteWindows windows(String stream, int length, int stride) {
    return new ByteWindows(stream.getBytes(US_ASCII), length, stride);
  }
}
