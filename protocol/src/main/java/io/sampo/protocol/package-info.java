/**
 * The only vocabulary that modules and nodes share.
 *
 * <p>Owns: everything that crosses a wire or enters the journal. Does not own: behaviours, HTTP, or
 * anything of the deep-learning engine.
 */
package io.sampo.protocol;
