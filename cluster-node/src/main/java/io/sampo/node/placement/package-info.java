/**
 * Where things should run. Owns: the ranking of nodes by their device reports, and each
 * coordinator's view of the devices it can reach. Does not own: the decision to start something
 * (its owner takes it) nor the grant (the device gives it).
 */
package io.sampo.node.placement;
