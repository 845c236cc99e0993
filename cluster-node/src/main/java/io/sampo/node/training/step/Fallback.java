package io.sampo.node.training.step;

import static java.util.Objects.requireNonNull;

import io.sampo.protocol.training.step.Checkpoint;

/**
 * What a generation is restored from where the register's checkpoint cannot be read. The steps
 * between the two are trained again; whoever holds state in memory needs no fallback.
 *
 * @param unreadable what the register names
 * @param instead published before it
 */
public record Fallback(Checkpoint.Stored unreadable, Checkpoint.Stored instead) {
  public Fallback {
    requireNonNull(unreadable, "unreadable is null");
    requireNonNull(instead, "instead is null");
    if (instead.step() > unreadable.step()) {
      throw new IllegalArgumentException(
          "Expected a checkpoint of step [%d] or before, but was [%d]"
              .formatted(unreadable.step(), instead.step()));
    }
  }

  Checkpoint of(Checkpoint registered) {
    return registered.equals(unreadable) ? instead : registered;
  }
}
