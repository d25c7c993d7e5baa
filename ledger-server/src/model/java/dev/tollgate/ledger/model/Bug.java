package dev.tollgate.ledger.model;

/**
 * The protocol with one mistake in it. Each is found, or the search proves nothing; {@link BugHunt}
 * says within which bounds.
 */
enum Bug {
  NO_WATERMARK("a repeated report is applied again"),
  ACK_BEFORE_COMMIT("the ledger acknowledges and rolls back; the replica trims"),
  REPLAY_RENUMBERS("unacknowledged records get new numbers after a restart"),
  SETTLE_AFTER_VERDICT("the stream of a condemned replica is still applied"),
  GRANT_AS_DELTA("a reply says +1, not the total"),
  ANSWER_BEFORE_JOURNAL("the answer leaves before the admission is journaled"),
  IDENTITY_WITHOUT_JOURNAL("an empty journal opens under the old id and takes its lease"),
  RECALL_BY_SEIZURE("the ledger takes from a live lease"),
  RETURN_BEFORE_SUBTRACT("a return is journaled, the free lease stays"),
  RESTART_FORGETS_HOLDS("a restart computes free lease without the open holds"),
  DARK_NOT_COUNTED("a lost lease is freed without a ceiling"),
  OVERRUN_EATS_LEASE("a settlement takes min(C, lease), not min(C, H)"),
  LATE_UNBOUNDED("late usage is charged without room for it"),
  LATE_FREES_DARK("what late usage takes off a dark charge is not in the ceiling"),
  RELEASE_WITHOUT_RETURN("ledger and replica both release H - C"),

  HISTORY_IGNORED("the replica goes on as before when history_id changes"),
  HISTORY_UNFENCED("a restored ledger applies reports of replicas that have not opened again"),
  REPLY_OF_OLD_HISTORY("a grant's reply from before the restore is taken after it"),
  TOTAL_KEPT("the known total stays when the ledger's went back"),
  DEBT_FORGIVEN("a replica that holds more than its lease goes on admitting"),
  TRIMMED_AT_ACK("acknowledged segments go at once"),

  CLOSE_BEFORE_DRAINED("the ledger closes a replica that has leases or named holds"),
  CLOSED_STILL_GRANTED("an Acquire that arrives after the last report is granted"),
  LATE_ONLY_AFTER_VERDICT("usage of a closed replica's dark reservation is refused"),
  CLOSE_WITHOUT_LAST_SEQ("the last report does not say how long the stream is"),
  CLOSED_JOURNAL_DELETED("a closed journal is deleted at once"),

  UNITS_MIXED("the ledger takes credits from every account of a path"),
  EXTENSION_OF_PART("an overrun is extended without asking the whole path"),

  DRAINING_ADOPTED("the journal of a crashed host is adopted like any other"),
  DRAINING_STILL_GRANTED("a draining replica is granted something and admits on it"),
  DRAINING_REVIVED("the next Open makes a draining replica live"),
  DRAINING_RETURNS("a draining replica returns what it takes for free lease"),
  DRAINED_CHARGED_TWICE("a draining replica's repeated settlement is charged again"),
  DRAINED_DARK_STAYS("a settlement of what is dark at the ledger is dropped as a repeat"),
  ALREADY_BY_NUMBER("usage is called known because a later number is in the journal");

  private final String mistake;

  Bug(String mistake) {
    this.mistake = mistake;
  }

  String mistake() {
    return mistake;
  }
}
