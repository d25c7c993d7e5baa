package dev.tollgate.authz.admin;

/** What became of a rotation. */
sealed interface Rotation {
  /**
   * The new key has taken over.
   *
   * @param old as it is now
   */
  record Rotated(StoredKey old, StoredKey key) implements Rotation {}

  record NoSuchKey() implements Rotation {}

  /** Only an active key can be rotated. */
  record NotActive(String status) implements Rotation {}

  /** It has been rotated before. */
  record AlreadyReplaced(String by) implements Rotation {}

  /** It has itself just replaced a key that still works: an owner would have three. */
  record Overlapping(String oldKeyId) implements Rotation {}
}
