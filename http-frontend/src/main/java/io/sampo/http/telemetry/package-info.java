/**
 * What can be measured at the edges. Owns: the names of this module's metrics and the page that
 * shows all metrics of the process. Does not own: the metrics of nodes.
 */
package io.sampo.http.telemetry;
