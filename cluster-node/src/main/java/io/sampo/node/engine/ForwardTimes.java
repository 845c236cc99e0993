package io.sampo.node.engine;

/**
 * Where the time of one run of a module went.
 *
 * @param inputNanos putting the inputs of all requests together where the module takes them
 * @param inferNanos in the module
 * @param outputNanos taking the outputs from where the module left them, and sharing them out
 */
public record ForwardTimes(long inputNanos, long inferNanos, long outputNanos) {}
