/**
 * The heartbeat of a compute node. Owns: the subscriptions of frontends. Does not own: what
 * frontends conclude from silence.
 */
package io.sampo.node.pulse;
