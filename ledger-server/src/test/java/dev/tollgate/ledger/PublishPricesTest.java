package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.GetPriceBookRequest;
import dev.tollgate.proto.ledger.v1.ListPriceBooksRequest;
import dev.tollgate.proto.ledger.v1.PriceBookSummary;
import dev.tollgate.proto.ledger.v1.PricesRequest;
import dev.tollgate.proto.ledger.v1.PublishPricesRequest;
import dev.tollgate.proto.ledger.v1.PublishPricesResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PublishPricesTest {
  private final TestLedger ledger = TestLedger.start();

  @AfterEach
  void stop() {
    ledger.close();
  }

  /** A version of the book "own" with one model at this price of input. */
  private static String file(int version, String from, String input) {
    return """
    book: own
    version: %d
    effective_from: %s
    models:
      - model: m
        provider: openai
        kind: chat
        per_million_tokens: {input: "%s", output: "2"}
        context_tokens: 1000
        max_output_tokens: 100
    """
        .formatted(version, from, input);
  }

  private PublishPricesResponse publish(String file) {
    return ledger.admin().publishPrices(PublishPricesRequest.newBuilder().setFile(file).build());
  }

  private StatusRuntimeException refused(String file) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> publish(file));
  }

  private List<PriceBookSummary> own() {
    return ledger
        .admin()
        .listPriceBooks(ListPriceBooksRequest.getDefaultInstance())
        .getBooksList()
        .stream()
        .filter(book -> book.getPriceVersion().getBook().equals("own"))
        .toList();
  }

  @Test
  void aVersionIsThereForEveryoneOnceItIsPublished() {
    try (var other = TestLedger.on(ledger.database)) {
      var first = publish(file(1, "2026-01-01T00:00:00Z", "1"));
      assertThat(first.getRepeated()).isFalse();
      assertThat(first.getBook().getCurrent()).isTrue();
      assertThat(first.getChangesList()).hasSize(1).allMatch(change -> !change.hasBefore());
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> prices(other).stream().anyMatch(name -> name.equals("own")));
    }
  }

  private static List<String> prices(TestLedger server) {
    return server
        .replica(TestLedger.REPLICA)
        .prices(PricesRequest.getDefaultInstance())
        .getBooksList()
        .stream()
        .map(book -> book.getPriceVersion().getBook())
        .toList();
  }

  @Test
  void theNextVersionHoldsFromItsInstantAndSaysWhatItChanges() {
    publish(file(1, "2026-01-01T00:00:00Z", "1"));
    var later = Instant.now().plus(Duration.ofDays(1)).toString();
    var second = publish(file(2, later, "3"));
    var change = second.getChangesList().getFirst();
    assertThat(change.getBefore().getInputPicocredits()).isEqualTo(1_000_000);
    assertThat(change.getAfter().getInputPicocredits()).isEqualTo(3_000_000);
    assertThat(own()).extracting(PriceBookSummary::getCurrent).containsExactly(false, true);

    var now = GetPriceBookRequest.newBuilder().setBook("own");
    assertThat(ledger.admin().getPriceBook(now.build()).getModels(0).getInputPicocredits())
        .isEqualTo(1_000_000);
    var named = now.setVersion(2).build();
    assertThat(ledger.admin().getPriceBook(named).getModels(0).getInputPicocredits())
        .isEqualTo(3_000_000);
  }

  @Test
  void aRepeatIsTheSameAndADryRunIsNone() {
    var file = file(1, "2026-01-01T00:00:00Z", "1");
    var dry =
        ledger
            .admin()
            .publishPrices(PublishPricesRequest.newBuilder().setFile(file).setDryRun(true).build());
    assertThat(dry.getBook().hasPublishedAt()).isFalse();
    assertThat(own()).isEmpty();
    publish(file);
    assertThat(publish(file).getRepeated()).isTrue();
    assertThat(own()).hasSize(1);
  }

  @Test
  void whatIsPublishedIsNeverChangedAndThePastIsNotPricedAnew() {
    publish(file(2, "2026-01-01T00:00:00Z", "1"));
    var changed = refused(file(2, "2026-01-01T00:00:00Z", "5"));
    assertThat(changed.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(changed).hasMessageContaining("own@2 is published with other content");
    assertThat(GrpcErrors.fieldProblemsOf(refused(file(1, "2099-01-01T00:00:00Z", "5"))))
        .hasEntrySatisfying("file", problem -> assertThat(problem).contains("write 3"));
    assertThat(GrpcErrors.fieldProblemsOf(refused(file(3, "2026-02-01T00:00:00Z", "5"))))
        .hasEntrySatisfying(
            "file", problem -> assertThat(problem).startsWith("effective_from: 2026-02-01"));
    assertThat(own()).hasSize(1);
  }

  @Test
  void everyProblemOfAFileIsNamed() {
    assertThat(GrpcErrors.fieldProblemsOf(refused(""))).containsOnlyKeys("file");
    assertThat(GrpcErrors.fieldProblemsOf(refused("book: [")).get("file")).contains("is not YAML");
    var wrong = file(1, "2026-01-01T00:00:00Z", "-1").replace("context_tokens: 1000", "contxt: 1");
    assertThat(GrpcErrors.fieldProblemsOf(refused(wrong)).values())
        .anyMatch(problem -> problem.startsWith("m.per_million_tokens.input"))
        .anyMatch(problem -> problem.startsWith("m.contxt: there is no such key"))
        .anyMatch(problem -> problem.startsWith("m.context_tokens"));
    assertThat(own()).isEmpty();
  }

  @Test
  void aBookOrVersionThatIsNotThereIsNotFound() {
    var missing = GetPriceBookRequest.newBuilder().setBook("nobody").build();
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> ledger.admin().getPriceBook(missing));
    assertThat(error.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }
}
