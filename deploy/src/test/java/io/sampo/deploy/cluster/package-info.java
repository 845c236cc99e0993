/**
 * Pods without Kubernetes: nodes as JVMs of this machine, each on an address of its own with the
 * ports of production, that find each other through a fake of the Kubernetes API and speak mutual
 * TLS. Owns: the fake API, the part of a kubelet that a node notices (environment, mounted files,
 * SIGTERM and grace), certificates, and what is seen on the links between nodes. Does not own: what
 * the manifests say.
 */
package io.sampo.deploy.cluster;
