package io.sampo.node.training.step.simulation;

import java.util.List;

/**
 * How bad a schedule is while its trouble lasts.
 *
 * @param odds of what may happen to any message or operation
 * @param events that happen a number of times
 */
record Faults(Odds odds, Events events) {

  /**
   * Chances.
   *
   * @param loss that a message is lost
   * @param duplication that a message comes twice
   * @param slow the longest a slow message takes, in milliseconds; others overtake it
   * @param unknown that a register operation has no known outcome
   * @param corruption that a reduction or an apply goes wrong on one worker
   * @param reset that one worker's part of a reduction is reset
   */
  record Odds(
      double loss, double duplication, int slow, double unknown, double corruption, double reset) {

    Odds withCorruption(double chance) {
      return new Odds(loss, duplication, slow, unknown, chance, reset);
    }

    Odds withUnknown(double chance) {
      return new Odds(loss, duplication, slow, chance, corruption, reset);
    }
  }

  /**
   * Counts.
   *
   * @param crashes workers killed
   * @param coordinatorCrashes coordinators killed
   * @param rivals coordinators started beside a living one
   * @param splits rivals that see a new worker, but no member, while the living one sees the
   *     members, and perhaps not the register
   * @param isolations coordinators that lose sight of the members
   * @param outages coordinators that lose sight of the register
   * @param pauses coordinators that stand still
   */
  record Events(
      int crashes,
      int coordinatorCrashes,
      int rivals,
      int splits,
      int isolations,
      int outages,
      int pauses) {}

  /** Kinds of trouble, so that schedules differ in more than their dice. */
  private enum Kind {
    MIXED,
    CRASHES,
    RIVALS,
    SPLIT,
    REGISTER,
    CORRUPTION
  }

  static Faults draw(Chance chance) {
    Kind kind = chance.oneOf(List.of(Kind.values()));
    Odds odds = odds(chance);
    return switch (kind) {
      case MIXED -> new Faults(odds.withCorruption(0.01), anything(chance));
      case CRASHES ->
          new Faults(odds, new Events(chance.between(2, 6), chance.between(1, 4), 0, 0, 0, 0, 0));
      case RIVALS ->
          new Faults(
              odds,
              new Events(
                  few(chance), few(chance), chance.between(2, 6), 0, few(chance), 0, few(chance)));
      case SPLIT ->
          new Faults(
              new Odds(0, 0, chance.between(5, 30), 0, 0, 0),
              new Events(0, 0, 0, chance.between(1, 2), 0, 1, few(chance)));
      case REGISTER ->
          new Faults(
              odds.withUnknown(chance.between(20, 60) / 100.0),
              new Events(few(chance), few(chance), few(chance), 0, 0, few(chance), 0));
      case CORRUPTION -> new Faults(odds.withCorruption(0.06), anything(chance));
    };
  }

  private static Odds odds(Chance chance) {
    return new Odds(
        chance.with(0.5) ? chance.between(0, 15) / 100.0 : 0,
        chance.with(0.5) ? 0.1 : 0,
        chance.oneOf(List.of(10, 30, 120, 400)),
        chance.between(0, 15) / 100.0,
        0,
        chance.with(0.5) ? chance.between(0, 20) / 100.0 : 0);
  }

  private static Events anything(Chance chance) {
    return new Events(
        few(chance),
        few(chance),
        few(chance),
        chance.between(0, 1),
        few(chance),
        few(chance),
        few(chance));
  }

  private static int few(Chance chance) {
    return chance.between(0, 2);
  }
}
