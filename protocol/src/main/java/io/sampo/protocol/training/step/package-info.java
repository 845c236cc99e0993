/**
 * The words of the step transaction. Owns: what coordinator and workers of a training job say to
 * one another about steps and generations, and the row of the generation register. Does not own:
 * the decisions (they are pure state machines of the node), and the gradients, which never travel
 * in messages.
 */
package io.sampo.protocol.training.step;
