/**
 * Which properties of training hold. Owns: the annotation by which a test says which one it proves,
 * and the page that is made from the results. Does not own: the tests.
 */
package io.sampo.node.training.property;
