/**
 * The digest that members of a generation compare before a step is committed. Owns: how it is
 * computed. Does not own: the checksums that go in, or the vote.
 */
package io.sampo.node.training.digest;
