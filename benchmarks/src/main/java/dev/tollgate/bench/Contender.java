package dev.tollgate.bench;

/**
 * A server that is asked.
 *
 * @param empty whether it allows everything at once
 */
record Contender(String name, boolean empty, long pid, CheckClient client) {
  boolean answersWell(Question question, RawAnswer answer) {
    return answer.status() == (empty ? 200 : question.status());
  }
}
