/**
 * A simulation of the step transaction in virtual time. Owns: random schedules and faults, the
 * pretended network, register and data plane, and the history that is checked. Does not own: any
 * decision; it runs the very state machines of the node.
 */
package io.sampo.node.training.step.simulation;
