/**
 * Datasets: what is stored of them, how they are registered, and how a raw row becomes an input.
 * Owns: their description and the fitted preprocessing plan. Does not own: reading samples or
 * fitting plans.
 */
package io.sampo.protocol.dataset;
