package dev.tollgate.authz.usage.log;

/** Told what becomes of the log's files. The reader's thread calls. */
public interface LogEvents {
  /** The log got an old name; Envoy is to write a new one. */
  void rotated();

  /** An old file that was settled long ago, or was in the way, is gone. */
  void deleted();

  /**
   * How much room there is.
   *
   * @param freeBytes of the log's volume
   * @param refusing whether no request is admitted for that, or as lines were lost
   */
  void room(long freeBytes, boolean refusing);

  /** Something of it failed; it is tried again. */
  void failed();
}
