/**
 * Registered datasets. Owns: the entity of a dataset and the check of its files. Does not own: the
 * files themselves (the artifact store) nor how samples are read (training data).
 */
package io.sampo.node.dataset;
