/**
 * A language of bytes without a network: texts, the windows that are cut of them, models in closed
 * form, and how a text is drawn from predictions. Owns: what the example of a language model learns
 * from and is compared with. Does not own: the cluster that trains and serves it.
 */
package io.sampo.cluster.language;
