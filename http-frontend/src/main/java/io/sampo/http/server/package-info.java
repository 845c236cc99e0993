/**
 * What all doors share. Owns: binding a port, reading a body within bounds, paths, noticing that a
 * client has gone. Does not own: any path or the form of any answer.
 */
package io.sampo.http.server;
