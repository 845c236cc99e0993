/**
 * Networks that misbehave: TCP proxies between processes, whose faults change while they run. Owns:
 * what a fault is and what it does to bytes. Does not own: who talks through a proxy.
 */
package io.sampo.cluster.fault;
