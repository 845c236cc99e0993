/**
 * What a node answers to those who ask whether it is well: the checks behind {@code /startup},
 * {@code /ready} and {@code /alive}, which {@code management.conf} names. Owns: what each of them
 * asks on a node of which role. Does not own: what follows from the answers, which is for whoever
 * supervises the process, and the check of the frontend, which is there.
 */
package io.sampo.node.management;
