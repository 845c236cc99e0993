/**
 * Who may come in. Owns: the operator token and its comparison. Does not own: which paths ask for
 * it.
 */
package io.sampo.http.security;
