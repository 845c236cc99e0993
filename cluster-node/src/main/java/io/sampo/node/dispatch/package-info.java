/**
 * Threads for long work in the background. Owns: the executor of such a dispatcher. Does not own:
 * the threads of devices or of anything that waits.
 */
package io.sampo.node.dispatch;
