/**
 * The step transaction as pure state machines. Owns: every decision about steps, generations and
 * membership of a training job, for the coordinator and for the worker. Does not own: actors,
 * timers, the register's adapters, the data plane or gradients; a thin actor turns its messages
 * into events and the actions into effects.
 */
package io.sampo.node.training.step;
