package io.sampo.node.replica;

import static io.sampo.node.samples.ServingSamples.pairs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sampo.protocol.tensor.DataType;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

  @Test
  void concatenatesInOrderOfRequests() {
    List<Tensor> joined =
        Batch.join(List.of(List.of(pairs("x", 1, 2)), List.of(pairs("x", 3, 4, 5, 6))));

    assertThat(joined).containsExactly(pairs("x", 1, 2, 3, 4, 5, 6));
  }

  @Test
  void keepsSeveralInputsApart() {
    List<Tensor> first = List.of(pairs("x", 1, 2), bytes("m", 1, (byte) 7));
    List<Tensor> second = List.of(pairs("x", 3, 4), bytes("m", 1, (byte) 8));

    assertThat(Batch.join(List.of(first, second)))
        .containsExactly(pairs("x", 1, 2, 3, 4), bytes("m", 2, (byte) 7, (byte) 8));
  }

  @Test
  void givesEachRequestItsOwnItems() {
    List<List<Tensor>> parts =
        Batch.split(
            List.of(pairs("y", 1, 2, 3, 4, 5, 6), bytes("z", 3, (byte) 7, (byte) 8, (byte) 9)),
            List.of(1, 2));

    assertThat(parts)
        .containsExactly(
            List.of(pairs("y", 1, 2), bytes("z", 1, (byte) 7)),
            List.of(pairs("y", 3, 4, 5, 6), bytes("z", 2, (byte) 8, (byte) 9)));
  }

  @Test
  void leavesASingleRequestAlone() {
    Tensor unbatched = Tensor.ofFloats("x", Shape.of(), 3);

    assertThat(Batch.join(List.of(List.of(unbatched)))).containsExactly(unbatched);
    assertThat(Batch.split(List.of(unbatched), List.of(1))).containsExactly(List.of(unbatched));
  }

  @Test
  void refusesOutputsThatLackItems() {
    assertThatThrownBy(() -> Batch.split(List.of(pairs("y", 1, 2)), List.of(1, 1)))
        .hasMessage("Expected output [y] to have 2 items, but its shape is [1,2]");
  }

  private static Tensor bytes(String name, int items, byte... values) {
    return Tensor.wrap(name, DataType.UINT8, Shape.of(items, 1), values);
  }
}
