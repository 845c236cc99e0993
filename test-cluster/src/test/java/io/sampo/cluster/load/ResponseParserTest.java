package io.sampo.cluster.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseParserTest {

  private static final String ANSWER =
      "HTTP/1.1 404 Not Found\r\ncontent-LENGTH: 5\r\nX-Very-Long: "
          + "y".repeat(300)
          + "\r\n\r\nhello";

  private final ResponseParser parser = new ResponseParser();

  @Test
  void readsAnAnswerInPiecesOfAnySize() throws MalformedAnswerException {
    for (int size = 1; size <= ANSWER.length(); size++) {
      // given
      parser.begin("hello".getBytes(StandardCharsets.US_ASCII));

      // when
      boolean complete = false;
      for (int from = 0; from < ANSWER.length(); from += size) {
        assertThat(complete).isFalse();
        complete =
            parser.take(bytes(ANSWER.substring(from, Math.min(ANSWER.length(), from + size))));
      }

      // then
      assertThat(complete).isTrue();
      assertThat(parser.status()).isEqualTo(404);
      assertThat(parser.matches()).isTrue();
      assertThat(parser.closes()).isFalse();
    }
  }

  @Test
  void leavesWhatComesAfterTheAnswer() throws MalformedAnswerException {
    // given
    parser.begin(null);
    ByteBuffer two = bytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\nrest");

    // when
    boolean complete = parser.take(two);

    // then
    assertThat(complete).isTrue();
    assertThat(parser.closes()).isTrue();
    assertThat(two.remaining()).isEqualTo(4);
  }

  @Test
  void noticesABodyThatIsNotTheExpectedOne() throws MalformedAnswerException {
    // given
    parser.begin("world".getBytes(StandardCharsets.US_ASCII));

    // when
    boolean complete = parser.take(bytes(ANSWER));

    // then
    assertThat(complete).isTrue();
    assertThat(parser.matches()).isFalse();
  }

  @Test
  void readsHowManyReplicasWereAsked() throws MalformedAnswerException {
    // given
    parser.begin(null);

    // when
    parser.take(bytes("HTTP/1.1 200 OK\r\nX-Sampo-Attempts: 2\r\nContent-Length: 0\r\n\r\n"));
    int several = parser.attempts();
    parser.begin(null);
    parser.take(bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));

    // then
    assertThat(several).isEqualTo(2);
    assertThat(parser.attempts()).isEqualTo(1);
  }

  @Test
  void passesOverAnAnnouncement() throws MalformedAnswerException {
    // given
    parser.begin(null);

    // when
    boolean complete = parser.take(bytes("HTTP/1.1 100 Continue\r\n\r\n" + ANSWER));

    // then
    assertThat(complete).isTrue();
    assertThat(parser.status()).isEqualTo(404);
  }

  @Test
  void refusesAnAnswerWithoutALength() {
    // given
    parser.begin(null);

    // when / then
    assertThatThrownBy(
            () -> parser.take(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n")))
        .isInstanceOf(MalformedAnswerException.class);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
