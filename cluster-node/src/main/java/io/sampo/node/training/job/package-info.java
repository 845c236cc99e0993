/**
 * Training jobs. Owns: the entity of a job, where its workers are placed, and the course of a run
 * from queue to promotion. Does not own: what happens inside a step (the step transaction) nor on a
 * node (the workers).
 */
package io.sampo.node.training.job;
