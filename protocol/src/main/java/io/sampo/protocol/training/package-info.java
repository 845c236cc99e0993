/**
 * Training jobs: specification, messages, events, state and summaries. Owns: the words of training.
 * Does not own: the step transaction, which has a package of its own.
 */
package io.sampo.protocol.training;
