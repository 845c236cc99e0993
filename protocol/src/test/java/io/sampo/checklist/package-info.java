/**
 * Checklists of promises and the pages about them. Owns: how tests leave evidence, and how a page
 * is made of it and compared with the published one. Does not own: the lines, the tests, or the
 * annotations by which tests name their lines.
 */
package io.sampo.checklist;
