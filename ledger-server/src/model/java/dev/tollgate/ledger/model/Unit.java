package dev.tollgate.ledger.model;

/** What an account counts. */
enum Unit {
  CREDITS,
  REQUESTS
}
