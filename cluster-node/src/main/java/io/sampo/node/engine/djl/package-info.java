/**
 * The engine port on DJL and PyTorch; the only package that knows {@code ai.djl}. Owns: native
 * libraries, native memory and its release, the translation of native failures, the thread-local
 * modes of PyTorch. Does not own: what a signature demands, optimizers, or threads.
 */
package io.sampo.node.engine.djl;
