package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Requests with a JSON body, and what became of them in the books. */
record Calls(Gateway gateway) {
  HttpResponse<String> post(String apiKey, String path, String body)
      throws IOException, InterruptedException {
    return post(apiKey, path, "application/json", HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> post(
      String apiKey, String path, String contentType, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    return gateway.send(
        HttpRequest.newBuilder(URI.create(gateway.url() + path))
            .headers("authorization", "Bearer " + apiKey, "content-type", contentType)
            .timeout(Duration.ofSeconds(30))
            .POST(body)
            .build());
  }

  /** The newest charge of a wallet; waits for the first. */
  Charge charge(String wallet) {
    return await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> charges(wallet), charges -> !charges.isEmpty())
        .getFirst();
  }

  /** The newest first. */
  List<Charge> charges(String wallet) throws IOException {
    var request = ListUsageRequest.newBuilder().setAccount(wallet).build();
    return gateway.money().listUsage(request).getChargesList();
  }

  static void isCharged(Charge charge, Evidence evidence, long nanocredits) {
    assertThat(charge.getUsage().getEvidence()).isEqualTo(evidence);
    assertThat(charge.getCost().getNanocredits()).isEqualTo(nanocredits);
  }
}
