/**
 * Load for servers that speak HTTP/1.1: requests at a constant rate or in a closed loop over a
 * fixed number of kept connections, latency counted from the intended moment of sending, results as
 * counts, histograms, CSV and a plot. Owns: its own small client, which is cheap because it shares
 * its cores with the server. Does not own: what the bodies mean, and the processes behind the
 * doors.
 */
package io.sampo.cluster.load;
