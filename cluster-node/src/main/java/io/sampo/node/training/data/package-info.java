/**
 * Samples by index. Owns: the formats of datasets, rows before and after preprocessing, the fitting
 * of preprocessing plans, and the seeded order of an epoch. Does not own: models, losses, or which
 * part of an epoch a step takes.
 */
package io.sampo.node.training.data;
