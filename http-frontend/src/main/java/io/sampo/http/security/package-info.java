/**
 * Who may come in. Owns: the operator token, its comparison, and the rule for doors without one.
 * Does not own: which paths ask for it.
 */
package io.sampo.http.security;
