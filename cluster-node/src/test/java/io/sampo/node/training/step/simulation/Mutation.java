package io.sampo.node.training.step.simulation;

import io.sampo.node.training.step.StepRules;
import java.util.Set;

/**
 * What is taken out of the step transaction in a simulation.
 *
 * @param clauses of the state machines
 * @param writeIdIsCompared whether a compare-and-set expects a write id beside the generation
 * @param workersAreIncarnations whether a worker that starts again is another member
 */
record Mutation(
    Set<StepRules.Clause> clauses, boolean writeIdIsCompared, boolean workersAreIncarnations) {

  static final Mutation NONE = new Mutation(Set.of(), true, true);

  static Mutation without(StepRules.Clause... clauses) {
    return new Mutation(Set.of(clauses), true, true);
  }

  static Mutation withoutWriteId() {
    return new Mutation(Set.of(), false, true);
  }

  static Mutation withoutIncarnations() {
    return new Mutation(Set.of(), true, false);
  }

  StepRules rules() {
    return StepRules.without(clauses);
  }
}
