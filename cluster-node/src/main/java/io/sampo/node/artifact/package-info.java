/**
 * Artifacts: immutable bytes addressed by their SHA-256. Owns: the store port, the directory
 * adapter, and the promise that corrupt or half-written bytes are never handed out. Does not own:
 * which artifacts are still referenced, or what their bytes mean.
 */
package io.sampo.node.artifact;
