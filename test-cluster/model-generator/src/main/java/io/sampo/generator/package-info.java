/**
 * Writes the TorchScript modules and signature files that are committed with the demo and with the
 * tests: {@code mvn -P generate-models -pl test-cluster/model-generator process-classes}. Owns
 * their architecture, their seeded initial weights and their scripts; a second run writes the same
 * weights. Does not train and does not load them: that is the engine's part, whose libtorch must
 * never share a process with the one used here, so that nothing depends on this module.
 */
package io.sampo.generator;
