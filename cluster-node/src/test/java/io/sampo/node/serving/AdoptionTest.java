package io.sampo.node.serving;

import static io.sampo.node.samples.ServingSamples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdoptionTest {
  private final Adoption adoption = new Adoption(NOON);

  @Test
  void isOverWhenAllHaveAnsweredAndStaysSo() {
    adoption.look(false, NOON.minusMillis(2));
    assertThat(adoption.isOver()).isFalse();

    adoption.look(true, NOON.minusMillis(1));
    adoption.look(false, NOON.minusMillis(1));

    assertThat(adoption.isOver()).isTrue();
  }

  @Test
  void waitsForNobodyForEver() {
    adoption.look(false, NOON);

    assertThat(adoption.isOver()).isTrue();
  }

  @Test
  void inheritsForAWhileAfterIt() {
    assertThat(adoption.inherits(NOON.plus(Duration.ofSeconds(29)))).isTrue();
    assertThat(adoption.inherits(NOON.plus(Duration.ofSeconds(30)))).isFalse();
  }
}
