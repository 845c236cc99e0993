/**
 * What a node measures about itself. Owns: the names of metrics, and the meters that count by them.
 * Does not own: how measurements leave the process.
 */
package io.sampo.node.telemetry;
