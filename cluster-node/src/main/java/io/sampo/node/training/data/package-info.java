/**
 * Samples by index. Owns: datasets that can be read at any index, the seeded order of an epoch, and
 * which of them a step takes. Does not own: models, losses, or which step comes next.
 */
package io.sampo.node.training.data;
