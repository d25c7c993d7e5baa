package dev.tollgate.kit.db;

/** A schema and this release do not fit each other, which no waiting mends. */
public final class UnsuitableSchemaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsuitableSchemaException(String message) {
    super(message);
  }
}
