package io.sampo.node.training.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RingScheduleTest {
  private static final int[] LENGTHS = {1, 2, 3, 5, 8, 17, 64, 1000};
  private static final int[] CHUNKS = {1, 3, 16, 4096};

  private record Piece(int round, int segment, int chunk, int offset, int length) {}

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8})
  void aRankReceivesWhatThePreviousOneSends(int members) {
    for (int length : LENGTHS) {
      for (int chunk : CHUNKS) {
        for (int rank = 0; rank < members; rank++) {
          // given
          int previous = (rank + members - 1) % members;

          // when
          List<Piece> received = walk(schedule(length, members, rank, chunk).receives());
          List<Piece> sent = walk(schedule(length, members, previous, chunk).sends());

          // then
          assertThat(received).isEqualTo(sent);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 8})
  void aRankSendsAfterItsOwnChunksWhatItReceivedARoundBefore(int members) {
    for (int length : LENGTHS) {
      for (int chunk : CHUNKS) {
        for (int rank = 0; rank < members; rank++) {
          // given
          RingSchedule schedule = schedule(length, members, rank, chunk);

          // when
          List<Piece> received = walk(schedule.receives());
          List<Piece> sent = walk(schedule.sends());
          List<Piece> forwarded = sent.subList(schedule.ownChunks(), sent.size());

          // then
          for (int i = 0; i < forwarded.size(); i++) {
            Piece in = received.get(i);
            Piece out = forwarded.get(i);
            assertThat(out)
                .isEqualTo(
                    new Piece(in.round() + 1, in.segment(), in.chunk(), in.offset(), in.length()));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 8})
  void chunksCoverTheBufferWithoutGapsInTheOrderOfTheirIndex(int members) {
    for (int length : LENGTHS) {
      for (int chunk : CHUNKS) {
        // given
        RingSchedule schedule = schedule(length, members, 0, chunk);
        int[] offsets = new int[schedule.totalChunks()];
        int[] lengths = new int[schedule.totalChunks()];

        // when
        RingSchedule.Cursor cursor = schedule.whole();
        for (; !cursor.isDone(); cursor.advance()) {
          offsets[cursor.index()] = cursor.offset();
          lengths[cursor.index()] = cursor.length();
        }

        // then
        int end = 0;
        for (int i = 0; i < offsets.length; i++) {
          assertThat(offsets[i]).isEqualTo(end);
          assertThat(lengths[i]).isBetween(1, chunk);
          end += lengths[i];
        }
        assertThat(end).isEqualTo(length);
        assertThat(cursor.passed()).isEqualTo(schedule.totalChunks());
      }
    }
  }

  private static RingSchedule schedule(int length, int members, int rank, int chunk) {
    return new RingSchedule(length, members, rank, chunk);
  }

  private static List<Piece> walk(RingSchedule.Cursor cursor) {
    List<Piece> pieces = new ArrayList<>();
    for (; !cursor.isDone(); cursor.advance()) {
      pieces.add(
          new Piece(
              cursor.round(), cursor.segment(), cursor.chunk(), cursor.offset(), cursor.length()));
    }
    return pieces;
  }
}
