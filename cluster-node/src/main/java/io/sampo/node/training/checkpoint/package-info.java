/**
 * Checkpoints as artifacts. Owns: which files a checkpoint consists of and the manifest that names
 * them. Does not own: when one is taken and which is published; the step transaction decides that.
 */
package io.sampo.node.training.checkpoint;
