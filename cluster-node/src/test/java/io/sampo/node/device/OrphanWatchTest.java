package io.sampo.node.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.sampo.node.device.OrphanWatch.Found;
import io.sampo.protocol.id.ModelName;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrphanWatchTest {
  private static final ModelName DIGITS = new ModelName("digits");
  private static final ModelName OTHER = new ModelName("other");
  private static final Found NOTHING = new Found(Set.of(), Set.of());

  private final OrphanWatch watch =
      new OrphanWatch(new OrphanSettings(Duration.ofSeconds(60), Duration.ofSeconds(10)));

  @Test
  void remindsTheOwnerOnceAndGivesUpAfterThat() {
    assertThat(pass(59)).isEqualTo(NOTHING);
    assertThat(pass(1)).isEqualTo(new Found(Set.of(DIGITS), Set.of()));
    assertThat(pass(9)).isEqualTo(NOTHING);
    assertThat(pass(1)).isEqualTo(new Found(Set.of(), Set.of(DIGITS)));
    assertThat(pass(1)).as("found once").isEqualTo(NOTHING);
  }

  @Test
  void beginsAnewWithEveryClaim() {
    pass(60);

    watch.claimed(DIGITS);

    assertThat(pass(59)).isEqualTo(NOTHING);
    assertThat(pass(1).reminded()).containsExactly(DIGITS);
  }

  @Test
  void countsEachModelForItself() {
    watch.tick(Duration.ofSeconds(30), Set.of(DIGITS), true);

    Found found = watch.tick(Duration.ofSeconds(30), Set.of(DIGITS, OTHER), true);

    assertThat(found.reminded()).containsExactly(DIGITS);
  }

  @Test
  void blamesNobodyWhileNoOwnerCanBeReached() {
    pass(59);

    assertThat(watch.tick(Duration.ofSeconds(600), Set.of(DIGITS), false)).isEqualTo(NOTHING);

    assertThat(pass(59)).as("owners get their time when they are back").isEqualTo(NOTHING);
    assertThat(pass(1).reminded()).containsExactly(DIGITS);
  }

  @Test
  void forgetsAModelThatHasGone() {
    pass(59);
    watch.tick(Duration.ofSeconds(1), Set.of(), true);

    assertThat(pass(59)).isEqualTo(NOTHING);
  }

  private Found pass(int seconds) {
    return watch.tick(Duration.ofSeconds(seconds), Set.of(DIGITS), true);
  }
}
