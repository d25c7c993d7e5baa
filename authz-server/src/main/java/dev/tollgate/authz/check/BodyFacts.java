package dev.tollgate.authz.check;

/** What Envoy read out of a request's JSON body. */
@FunctionalInterface
interface BodyFacts {
  /** Set where there is no body, or one that is no JSON. */
  String ERROR = "body_error";

  /**
   * Set by the script that looks for what the parser hides: members that stand twice and others.
   */
  String SCANNED = "scanned";

  /** Nothing was read at all. */
  BodyFacts NONE = member -> member.equals(ERROR) ? new Fact.Flag(true) : Fact.Absent.INSTANCE;

  /** The member, {@link Fact.Absent} if it is not there. */
  Fact get(String member);
}
