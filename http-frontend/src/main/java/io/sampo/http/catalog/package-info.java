/**
 * The catalog as a frontend sees it. Owns: the local copy of all summaries and its age. Does not
 * own: the summaries themselves, which the entities write.
 */
package io.sampo.http.catalog;
