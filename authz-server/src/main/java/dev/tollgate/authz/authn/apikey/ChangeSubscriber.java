package dev.tollgate.authz.authn.apikey;

/**
 * Keeps something in mind of the database that is not identity and that the change log tells of.
 */
public interface ChangeSubscriber {
  /** Remembers nothing. */
  ChangeSubscriber NONE = () -> true;

  /**
   * Reads all of it anew. It is called by the thread that follows changes, after a poll that
   * succeeded: at the start, after a change, and after the database went back in time. Revocations
   * wait for it, so it must be quick and may not throw.
   *
   * @return false to be called again after the next poll
   */
  boolean refresh();
}
