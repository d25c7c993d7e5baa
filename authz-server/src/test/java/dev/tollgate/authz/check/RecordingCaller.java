package dev.tollgate.authz.check;

import java.util.ArrayList;
import java.util.List;

/** Keeps what it is told. */
final class RecordingCaller implements CheckRun.Caller {
  final List<Decision> decisions = new ArrayList<>();
  int lefts;

  @Override
  public void answer(CheckRun run, Decision decision) {
    decisions.add(decision);
  }

  @Override
  public void left(CheckRun run) {
    lefts++;
  }

  Decision only() {
    if (decisions.size() != 1) {
      throw new AssertionError("expected one decision, got " + decisions);
    }
    return decisions.getFirst();
  }

  Denied denied() {
    if (only() instanceof Denied denied) {
      return denied;
    }
    throw new AssertionError("expected a refusal, got " + only());
  }
}
