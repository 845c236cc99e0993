/**
 * A worker of a training job on a node. Owns: the course of a step on the device, the module and
 * the data that it works on, and the actor around them. Does not own: decisions about steps and
 * generations (the step transaction), the data plane's sockets, or device memory.
 */
package io.sampo.node.training.worker;
