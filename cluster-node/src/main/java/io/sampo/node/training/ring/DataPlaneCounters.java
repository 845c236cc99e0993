package io.sampo.node.training.ring;

/**
 * What a data plane has counted since its start.
 *
 * @param refusedHellos connections that were not let in
 * @param staleFrames frames of an earlier generation or step that were dropped
 * @param corruptFrames frames whose checksum did not match
 * @param violations frames that belonged nowhere
 */
public record DataPlaneCounters(
    long refusedHellos,
    long staleFrames,
    long corruptFrames,
    long violations,
    long sentBytes,
    long receivedBytes) {}
