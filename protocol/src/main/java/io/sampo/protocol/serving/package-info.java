/**
 * Models, their versions, deployments and replicas: messages, events, state and summaries. Owns:
 * the words of serving. Does not own: who decides (the entities) and who computes (the devices).
 */
package io.sampo.protocol.serving;
