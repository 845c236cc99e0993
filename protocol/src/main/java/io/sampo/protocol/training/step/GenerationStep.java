package io.sampo.protocol.training.step;

/**
 * One attempt at one optimizer step: a step that is retreated is tried again in a later generation.
 * Ordered by generation, then step, as the data plane needs it to tell older frames from newer
 * ones.
 *
 * @param generation 1 for the first membership period of a job
 * @param step 1 for the first optimizer step; 0 is the state before it
 */
public record GenerationStep(long generation, long step) implements Comparable<GenerationStep> {
  public GenerationStep {
    if (generation < 1 || step < 0) {
      throw new IllegalArgumentException(
          "Expected a generation of 1 or more and a step of 0 or more, but was ["
              + generation
              + "/"
              + step
              + "]");
    }
  }

  @Override
  public int compareTo(GenerationStep other) {
    int byGeneration = Long.compare(generation, other.generation);
    return byGeneration != 0 ? byGeneration : Long.compare(step, other.step);
  }

  @Override
  public String toString() {
    return generation + "/" + step;
  }
}
