/**
 * The edges of the platform. Owns: which doors a node opens, in what order they open and close.
 * Does not own: what is said at the doors (the packages below) and what happens in the cluster.
 */
package io.sampo.http;
