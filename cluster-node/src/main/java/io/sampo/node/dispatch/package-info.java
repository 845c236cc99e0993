/**
 * Which thread runs what is next. Owns: the executors of the dispatchers for actors and
 * connections, and for long work in the background. Does not own: the threads of devices or of
 * anything that waits.
 */
package io.sampo.node.dispatch;
