/** The rules of the house, executed. Owns: walls between packages and the size of files. */
package io.sampo.architecture;
