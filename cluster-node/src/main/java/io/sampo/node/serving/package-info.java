/**
 * The owners of models: which versions there are, what is to be served, and which replicas have to
 * exist for it. Owns: the model entity, its journal, its rules and the planning of replicas. Does
 * not own: devices, which grant; replicas, which compute; the catalog, which lists.
 */
package io.sampo.node.serving;
