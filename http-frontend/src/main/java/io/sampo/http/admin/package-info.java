/**
 * The admin interface. Owns: its paths, specifications as JSON, uploads, problem documents. Does
 * not own: any decision about models and jobs, which the entities make.
 */
package io.sampo.http.admin;
