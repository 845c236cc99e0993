/**
 * Where things are found in a cluster. Owns: the keys of the replicated catalog and of device
 * reports, of sharded entities, and of the receptionist. Does not own: what is published there.
 */
package io.sampo.protocol.catalog;
