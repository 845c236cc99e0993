package io.sampo.http.security;

/** The word of a {@link DoorGuard}. */
public enum Admission {
  GRANTED,
  /** A token is asked for, and none came. */
  TOKEN_MISSING,
  /** A token came, but not this one. */
  TOKEN_WRONG,
  /** A page of another site makes a browser ask. */
  FOREIGN_PAGE
}
