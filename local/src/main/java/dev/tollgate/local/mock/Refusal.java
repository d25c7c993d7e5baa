package dev.tollgate.local.mock;

import tools.jackson.databind.node.ObjectNode;

/** An error in a provider's words and shape. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final transient ObjectNode body;

  Refusal(int status, String message, ObjectNode body) {
    super(message);
    this.status = status;
    this.body = body;
  }

  int status() {
    return status;
  }

  ObjectNode body() {
    return body;
  }
}
