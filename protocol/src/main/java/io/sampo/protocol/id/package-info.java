/**
 * Names and identifiers. Owns: their grammar, checked on construction. Does not own: what they
 * name.
 */
package io.sampo.protocol.id;
