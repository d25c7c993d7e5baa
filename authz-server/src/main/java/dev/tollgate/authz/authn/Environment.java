package dev.tollgate.authz.authn;

/** What an organization's key was made for. */
public enum Environment {
  LIVE,
  TEST
}
