package dev.tollgate.e2e;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Twenty small requests a second of one caller, by turns at several gateways, and what became of
 * them.
 */
final class Load {
  private static final long INTERVAL_MILLIS = 50;

  private final Gateway gateway;
  private final Gateway.Caller caller;
  private final List<String> urls;
  private final List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();

  Load(Gateway gateway, Gateway.Caller caller, List<String> urls) {
    this.gateway = gateway;
    this.caller = caller;
    this.urls = List.copyOf(urls);
  }

  /** Does not wait for the last answers. */
  void run(Duration time) throws InterruptedException {
    long endNanos = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - endNanos < 0) {
      var url = urls.get(answers.size() % urls.size());
      var request = gateway.chat(url, caller.apiKey(), "gpt-4o-mini", "[mock output=20]", "");
      answers.add(gateway.sendAsync(request));
      TimeUnit.MILLISECONDS.sleep(INTERVAL_MILLIS);
    }
  }

  /** Of every answer. */
  Set<Integer> statuses() {
    var statuses = new HashSet<Integer>();
    answers.forEach(answer -> statuses.add(answer.join().statusCode()));
    return statuses;
  }

  /** Ids of the requests that were answered with 200. */
  List<String> passed() {
    var ids = new ArrayList<String>();
    for (var answer : answers) {
      var response = answer.join();
      if (response.statusCode() == 200) {
        ids.add(response.headers().firstValue("x-tollgate-request-id").orElseThrow());
      }
    }
    return ids;
  }

  /** Ids of the requests that cost the caller something, once for each charge. */
  List<String> charged() throws Exception {
    var sql = "SELECT request_id FROM ledger.charge WHERE path[1] = ? AND cost_nanocredits > 0";
    try (var connection = gateway.database();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, caller.wallet());
      try (var rows = select.executeQuery()) {
        var ids = new ArrayList<String>();
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
        return ids;
      }
    }
  }
}
