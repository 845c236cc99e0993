/**
 * Checkpoints as artifacts. Owns: which files a checkpoint consists of, the manifest that names
 * them, the copy of a step that they are written from, and which of a job's checkpoints are enough.
 * Does not own: when one is taken and which is published; the step transaction decides that.
 */
package io.sampo.node.training.checkpoint;
