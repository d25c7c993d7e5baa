package dev.tollgate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a Check costs beside an empty ext_authz server. */
@Command(
    name = "check",
    description = "Measures Check beside an empty ext_authz server; benchmarks/README.md explains.")
public final class CheckBenchmark extends Benchmark<Plan> {
  private static final long NANOCREDITS = 1_000_000_000_000_000L;

  @Option(names = "--quick", description = "half a minute: shows that it works, measures little")
  private boolean quick;

  @Option(
      names = "--in-flight",
      defaultValue = "64",
      description = "Checks at once, 1 to 1,000 (default ${DEFAULT-VALUE})")
  private int inFlight;

  public static void main(String[] args) {
    main(new CheckBenchmark(), args);
  }

  @Override
  protected String size() {
    return "--in-flight";
  }

  @Override
  protected Plan plan() {
    return quick ? Plan.quick(inFlight) : Plan.full(inFlight);
  }

  @Override
  protected void run(Plan plan) throws IOException {
    var state = state();
    say("starting; logs and data are in %s".formatted(state));
    try (var subject = Subject.start(state);
        var empty = empty(subject, state, "empty");
        var control = empty(subject, state, "control");
        var askEmpty = CheckClient.connect(empty.socket(), subject.envoy());
        var askControl = CheckClient.connect(control.socket(), subject.envoy());
        var askAuthz = CheckClient.connect(subject.socket(), subject.envoy())) {
      var a = new Contender("empty", true, empty.pid(), askEmpty);
      var same = new Contender("empty 2", true, control.pid(), askControl);
      var authz = new Contender("authz", false, subject.authzPid(), askAuthz);
      measure(plan, subject, duels(subject, a, same, authz));
      say(
          "resident MiB (of it pages of files): authz %s, ledger %s, empty %s"
              .formatted(
                  Resident.of(subject.authzPid()),
                  Resident.of(subject.ledgerPid()),
                  Resident.of(empty.pid())));
    }
  }

  private static EmptyProcess empty(Subject subject, Path state, String name) throws IOException {
    return EmptyProcess.start(subject.authzPid(), state.resolve(name + ".sock"));
  }

  private static List<Duel> duels(Subject subject, Contender a, Contender same, Contender authz)
      throws IOException {
    var rich = subject.apiKey("rich", NANOCREDITS);
    var broke = subject.apiKey("broke", 0);
    var admitted = Question.full("admitted", rich, "gpt-4o-mini", 200);
    return List.of(
        new Duel(admitted.named("A/A control"), a, same),
        new Duel(Question.key("key phase", rich), a, authz),
        new Duel(Question.full("refused: model", rich, "gpt-none", 404), a, authz),
        new Duel(Question.full("refused: credits", broke, "gpt-4o-mini", 402), a, authz),
        new Duel(admitted, a, authz));
  }

  private void measure(Plan plan, Subject subject, List<Duel> duels) throws IOException {
    var settling = new Settling(subject);
    var turns = new Turns(plan, settling, subject.ledgerPid());
    long begun = System.nanoTime();
    turns.warmUp(duels);
    turns.play(duels);
    say(
        "%d rounds of %d ms a turn, %d Checks in flight over 2 connections, %d s in all\n"
            .formatted(
                plan.rounds(),
                plan.slot().toMillis(),
                plan.inFlight(),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)));
    say(Report.table(duels));
    say(Report.settled(settling.total()));
    var books = subject.verify();
    if (!books.getHolds()) {
      throw new IOException("the ledger does not hold: " + books.getDifferencesList());
    }
    if (books.getChargesChecked() != settling.admittedEver()) {
      throw new IOException(
          "%,d requests were admitted, but %,d were charged"
              .formatted(settling.admittedEver(), books.getChargesChecked()));
    }
    say(
        "the ledger holds: each of %,d admitted requests is charged once"
            .formatted(books.getChargesChecked()));
  }
}
