package dev.tollgate.ledger.model;

/** What may happen in a run only so often, or only if the run allows it at all. */
enum Event {
  /** A process is killed; its journal stays. */
  KILL,
  /** A host crashes: the journal may lack its end, and any admission. */
  HOST_CRASH,
  /** A process and its journal are gone. */
  DISK_LOSS,
  /** A replica gives its free lease back. */
  RETURN,
  /** Granted credit is taken out of an account. */
  WITHDRAWAL,
  /** A replica leaves in order. */
  CLOSE,
  /** The ledger's database is copied at some time and becomes that copy again later. */
  RESTORE,
  /** Processes stop admitting without the ledger and go on later. Not counted. */
  PARTITION,
  /** Open holds are reported by name. Not counted. */
  NAMING
}
