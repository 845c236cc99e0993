/**
 * One member of the cluster as a process: its command line, its configuration, its doors and the
 * actor at the root of it. What the member does is in the packages below; this one only puts them
 * together.
 */
package io.sampo.node;
