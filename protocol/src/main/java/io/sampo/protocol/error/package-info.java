/** How Sampo says no. Owns: error codes and their categories. Does not own: HTTP statuses. */
package io.sampo.protocol.error;
