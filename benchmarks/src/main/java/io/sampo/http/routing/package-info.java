/**
 * Benchmarks of routing, beside the tables and strategies of which only this package knows. Owns
 * nothing that runs in a node.
 */
package io.sampo.http.routing;
