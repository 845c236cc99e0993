/**
 * From a request to the replica that answers it. Owns: the choice of version and replica, retries,
 * deadlines. Does not own: HTTP, and how many replicas there are.
 */
package io.sampo.http.routing;
