/**
 * The threads that sockets are read and written by. Owns: the executor of such a dispatcher. Does
 * not own: the actors on it, which are Pekko's.
 */
package io.sampo.http.dispatch;
