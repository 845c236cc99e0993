/**
 * Registered datasets. Owns: the entity of a dataset, the check of its files and their preview.
 * Does not own: the files themselves (the artifact store) nor how samples are read (training data).
 */
package io.sampo.node.dataset;
