package dev.tollgate.e2e;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Callers that go on asking, over several gateways, whatever they are answered. */
final class Traffic implements AutoCloseable {
  private static final int AT_ONCE = 16;

  private final Gateway gateway;
  private final List<String> urls;
  private final List<Gateway.Caller> callers;
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<String> completed = new ConcurrentLinkedQueue<>();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private volatile boolean ended;
  private volatile boolean rush;

  Traffic(Gateway gateway, List<String> urls, List<Gateway.Caller> callers) {
    this.gateway = gateway;
    this.urls = urls;
    this.callers = callers;
    for (int i = 0; i < AT_ONCE; i++) {
      threads.add(Thread.startVirtualThread(this::ask));
    }
  }

  private void ask() {
    while (!ended) {
      try {
        var status = once(ThreadLocalRandom.current());
        answers.computeIfAbsent(status, _ -> new LongAdder()).increment();
        if (!status.equals("200")) {
          TimeUnit.MILLISECONDS.sleep(30);
        }
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private String once(ThreadLocalRandom random) throws InterruptedException {
    var url = rush ? urls.getLast() : urls.get(random.nextInt(urls.size()));
    var caller = rush ? callers.getFirst() : callers.get(random.nextInt(callers.size()));
    var model = random.nextInt(4) == 0 ? "gpt-4o-mini" : "mock-per-request";
    double seconds = rush ? 0 : random.nextDouble(0.02, 0.4);
    var content = String.format(Locale.ROOT, "[mock seconds=%.2f]", seconds);
    var more = random.nextBoolean() ? ",\"stream\":true" : "";
    try {
      var answer = gateway.send(gateway.chat(url, caller.apiKey(), model, content, more));
      if (answer.statusCode() == 200) {
        completed.add(answer.headers().firstValue("x-tollgate-request-id").orElseThrow());
      }
      return Integer.toString(answer.statusCode());
    } catch (IOException e) {
      return "cut";
    }
  }

  /** Whether all of it goes to the last gateway, from the first caller, as fast as it can. */
  void rush(boolean wanted) {
    rush = wanted;
  }

  /** Returns when the last answer is there. */
  void end() throws InterruptedException {
    ended = true;
    for (var thread : threads) {
      thread.join();
    }
  }

  /** Ids of the requests whose answer came whole. */
  Set<String> completed() {
    return Set.copyOf(completed);
  }

  /** How many answers had which status. */
  Map<String, LongAdder> answers() {
    return answers;
  }

  @Override
  public void close() {
    ended = true;
  }
}
