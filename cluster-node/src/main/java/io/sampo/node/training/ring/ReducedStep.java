package io.sampo.node.training.ring;

/**
 * What came of summing one step.
 *
 * @param checksum CRC32C over the CRC32Cs of the reduced chunks in the order of the buffer, taken
 *     while reducing; equal at all members of the generation
 */
public record ReducedStep(long generation, long step, int checksum) {}
