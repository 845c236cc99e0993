/**
 * What entities tell the whole cluster about themselves. Owns: how a summary is written into the
 * replicated catalog. Does not own: the keys, which the protocol holds, nor who reads them.
 */
package io.sampo.node.catalog;
