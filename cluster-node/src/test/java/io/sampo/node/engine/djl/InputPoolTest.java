package io.sampo.node.engine.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDManager;
import io.sampo.protocol.tensor.Shape;
import io.sampo.protocol.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InputPoolTest {

  private final PtNDManager owner = (PtNDManager) DjlNatives.start().newBaseManager(Device.cpu());
  private final InputPool pool = new InputPool(owner);

  @AfterEach
  void close() {
    owner.close();
  }

  @Test
  void lendsKeptInputsAgainWhereTheShapesAreEqual() {
    // given
    NativeInputs first = pool.take(request(1, 16));
    pool.giveBack(first);

    // when
    NativeInputs other = pool.take(request(1, 17));
    NativeInputs again = pool.take(request(1, 16));

    // then
    assertThat(other).isNotSameAs(first);
    assertThat(again).isSameAs(first);
  }

  @Test
  void knowsBatchesByTheItemsOfAllTheirRequests() {
    // given
    NativeInputs three = pool.take(List.of(item(1, 4), item(2, 4)));
    pool.giveBack(three);

    // when
    NativeInputs two = pool.take(List.of(item(1, 4), item(1, 4)));
    NativeInputs alsoThree = pool.take(request(3, 4));

    // then
    assertThat(two).isNotSameAs(three);
    assertThat(alsoThree).isSameAs(three);
  }

  @Test
  void lendsNothingToTwoAtATime() {
    // given
    pool.giveBack(pool.take(request(1, 16)));

    // when
    NativeInputs one = pool.take(request(1, 16));
    NativeInputs two = pool.take(request(1, 16));

    // then
    assertThat(one).isNotSameAs(two);
  }

  @Test
  void keepsWhatWasUsedLast() {
    // given
    List<NativeInputs> all = new ArrayList<>();
    for (int size = 1; size <= InputPool.MOST + 1; size++) {
      all.add(pool.take(request(1, size)));
    }

    // when
    all.forEach(pool::giveBack);

    // then
    assertThat(pool.arrays()).isEqualTo(InputPool.MOST);
    assertThat(owner.getManagedArrays()).hasSize(InputPool.MOST);
    assertThat(pool.take(request(1, 2))).isSameAs(all.get(1));
    assertThat(pool.take(request(1, 1))).isNotSameAs(all.get(0));
  }

  @Test
  void keepsNothingLarge() {
    int floats = (int) InputPool.LARGEST_KEPT / Float.BYTES;

    pool.giveBack(pool.take(request(1, floats + 1)));
    boolean isEmpty = owner.getManagedArrays().isEmpty();
    pool.giveBack(pool.take(request(1, floats)));

    assertThat(isEmpty).isTrue();
    assertThat(pool.arrays()).isEqualTo(1);
  }

  @Test
  void leavesNothingBehind() {
    // given
    pool.giveBack(pool.take(request(1, 16)));
    pool.giveBack(pool.take(request(2, 16)));

    // when
    pool.close();

    // then
    assertThat(owner.getManagedArrays()).isEmpty();
  }

  private static List<List<Tensor>> request(int items, int floats) {
    return List.of(item(items, floats));
  }

  private static List<Tensor> item(int items, int floats) {
    return List.of(Tensor.ofFloats("x", Shape.of(items, floats), new float[items * floats]));
  }
}
