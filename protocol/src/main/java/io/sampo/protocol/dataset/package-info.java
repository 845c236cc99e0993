/**
 * Datasets: what is stored of them and how they are registered. Owns: their description. Does not
 * own: reading samples.
 */
package io.sampo.protocol.dataset;
