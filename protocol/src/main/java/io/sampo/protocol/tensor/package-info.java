/**
 * Tensors as they travel. Owns: data types of the Open Inference Protocol, shapes, little-endian
 * row-major bytes. Does not own: arithmetic, or anything that lives on a device.
 */
package io.sampo.protocol.tensor;
