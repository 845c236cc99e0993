/**
 * Micro-benchmarks of serving, with JMH. Owns: how they are run and what they print at the end.
 * Does not own: the benchmarks, which are in the packages of what they measure because nobody else
 * can see it, nor the measurement of a whole node, which is {@code sampo bench serve}.
 */
package io.sampo.benchmark;
