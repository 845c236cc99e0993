/**
 * The command line behind {@code ./sampo}: one class per command. Reads options and prints; what a
 * command does is elsewhere.
 */
package io.sampo.launcher;
