/**
 * Which thread runs an actor next. Owns: the executor of the dispatcher that actors and connections
 * share. Does not own: the threads of devices, of loads or of anything that waits.
 */
package io.sampo.node.dispatch;
