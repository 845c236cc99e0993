/**
 * The way to the entities of the cluster. Owns: asking them with a bound on the wait. Does not own:
 * what is asked, and what the answer means to a client.
 */
package io.sampo.http.entity;
