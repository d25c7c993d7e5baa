package dev.tollgate.e2e;

/** Where in the life of a request, or of a server, somebody is killed. */
enum CrashPoint {
  /** Any part at any time. */
  ANYWHERE,
  /** authz-server, when Checks were admitted and journaled and Envoy has no answer yet. */
  ADMITTED_BEFORE_THE_ANSWER,
  /** authz-server, when usage was journaled and no Report of it has left. */
  USAGE_BEFORE_THE_REPORT,
  /** Both ledger-servers, while a batch is written or committed. */
  LEDGER_IN_A_COMMIT,
  /** PostgreSQL, while a batch is written or committed. */
  POSTGRES_IN_A_COMMIT,
  /** authz-server, when the ledger has committed and its reply never came. */
  COMMITTED_BEFORE_THE_REPLY,
  /** authz-server while it stops, which is when it returns its lease. */
  RETURNING,
  /** authz-server, when its journal has just begun a new file. */
  JOURNAL_ROTATED,
  /** authz-server, again, while it starts and reads its journal. */
  RECOVERING
}
