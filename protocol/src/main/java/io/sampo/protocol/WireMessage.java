package io.sampo.protocol;

/**
 * Marks what leaves a JVM: messages between nodes, journal events and snapshots. The serializer is
 * bound to this type; every implementation must be listed in {@code WireTypes}.
 */
public interface WireMessage {}
