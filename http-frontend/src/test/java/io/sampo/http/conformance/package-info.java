/**
 * Which lines of the inference protocol's checklist hold. Owns: the annotation by which a test says
 * which line it proves, and the page that is made from the results. Does not own: the tests.
 */
package io.sampo.http.conformance;
