/**
 * Samples by index. Owns: datasets that can be read at any index, and the seeded order of an epoch.
 * Does not own: models, losses, or which part of an epoch a step takes.
 */
package io.sampo.node.training.data;
