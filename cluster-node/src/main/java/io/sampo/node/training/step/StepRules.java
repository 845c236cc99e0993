package io.sampo.node.training.step;

import java.util.EnumSet;
import java.util.Set;

/**
 * The clauses of the step transaction. Production always runs with {@link #ALL}; a simulation takes
 * one out to show that it finds the violation that the clause prevents.
 */
public record StepRules(Set<Clause> clauses) {

  /** One clause each; the names say what holds while it is in force. */
  public enum Clause {
    /** A vote hashes reduced gradients, own parameters and the previous vote, in a chain. */
    DIGEST_IS_A_CHAIN,
    /** After a mismatch the coordinator of that generation itself settles "retreat". */
    MISMATCH_IS_SETTLED_BY_ITS_COORDINATOR,
    /** Rows are installed only once the register has decided them. */
    REGISTER_IS_THE_ONLY_AUTHORITY,
    /** A write of unknown outcome is decided by a second write, not by reading. */
    UNKNOWN_WRITES_ARE_FENCED,
    /** The lease of a silent coordinator runs from the last change of its renewal count. */
    RENEWALS_ARE_COUNTED,
    /** A coordinator stops committing when its lease has run out. */
    LEASE_ENDS_COMMITTING,
    /** A lease runs from before the renewal was sent, not from its answer. */
    LEASE_RUNS_FROM_SENDING,
    /** A worker one generation behind installs the row before it answers for it. */
    ONE_BEHIND_INSTALLS_FIRST,
    /** A worker further behind neither answers nor installs. */
    FURTHER_BEHIND_REJOINS,
    /** Votes and answers count only for the generation that they name. */
    PREPARED_CARRIES_ITS_GENERATION,
    /** Whoever has answered a freeze votes and applies in that generation no more. */
    ANSWER_IS_A_PROMISE,
    /** An open step is committed only if all answers are prepared for it. */
    ALL_ANSWERS_ARE_PREPARED,
    /** Only a row without members is followed without asking anybody or waiting for a lease. */
    MEMBERS_ARE_ASKED_FIRST,
    /** The next members are those that answered. */
    MEMBERS_HAVE_ANSWERED,
    /** An outcome settles only the generation and step that it names. */
    OUTCOME_SETTLES_WHAT_IT_NAMES,
    /** Nothing follows from an anomaly that not all members have found. */
    ANOMALY_IS_FOUND_BY_ALL,
    /** Only a step that its own generation has written into the register is published. */
    PUBLISHING_IS_A_COMPARE_AND_SET,
    /** A step is evaluated only once it is published. */
    EVALUATED_STEPS_ARE_PUBLISHED
  }

  public static final StepRules ALL = new StepRules(EnumSet.allOf(Clause.class));

  public StepRules {
    clauses = Set.copyOf(clauses);
  }

  /** All clauses but these. */
  public static StepRules without(Set<Clause> clauses) {
    Set<Clause> left = EnumSet.allOf(Clause.class);
    left.removeAll(clauses);
    return new StepRules(left);
  }

  boolean hold(Clause clause) {
    return clauses.contains(clause);
  }
}
