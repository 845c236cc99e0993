/**
 * The generation register: one row per training job, the only authority on who may commit. Owns:
 * the port and its adapters. Does not own: what is written there (the step transaction decides) and
 * what to do when the outcome of a write is unknown (the coordinator fences it).
 */
package io.sampo.node.training.register;
