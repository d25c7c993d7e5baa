package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.GetPriceBookRequest;
import dev.tollgate.proto.ledger.v1.GetPriceBookResponse;
import dev.tollgate.proto.ledger.v1.ListPriceBooksResponse;
import dev.tollgate.proto.ledger.v1.ModelKind;
import dev.tollgate.proto.ledger.v1.ModelPrice;
import dev.tollgate.proto.ledger.v1.PriceBookSummary;
import dev.tollgate.proto.ledger.v1.PriceChange;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import dev.tollgate.proto.ledger.v1.PublishPricesRequest;
import dev.tollgate.proto.ledger.v1.PublishPricesResponse;
import dev.tollgate.proto.ledger.v1.UnitPrice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PriceCommandsTest {
  private static final ModelPrice MINI =
      ModelPrice.newBuilder()
          .setModel("gpt-4o-mini")
          .addAliases("mini")
          .setProvider("openai")
          .setInputPicocredits(150_000)
          .setOutputPicocredits(600_000)
          .build();

  private final FakeAdmin admin = new FakeAdmin();

  @TempDir Path directory;

  PriceCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  private static PriceBookSummary summary(int version, boolean current) {
    return PriceBookSummary.newBuilder()
        .setPriceVersion(PriceVersion.newBuilder().setBook("default").setVersion(version))
        .setEffectiveFrom(Timestamp.newBuilder().setSeconds(1_764_547_200))
        .setModels(1)
        .setCurrent(current)
        .build();
  }

  private String file() throws IOException {
    return Files.writeString(directory.resolve("default-4.yaml"), "book: default").toString();
  }

  @Test
  void whatIsPublishedSaysWhichPricesChange() throws IOException {
    admin.answer(
        PublishPricesResponse.newBuilder()
            .setBook(summary(4, false))
            .addChanges(
                PriceChange.newBuilder()
                    .setBefore(MINI)
                    .setAfter(MINI.toBuilder().setInputPicocredits(120_000)))
            .addChanges(PriceChange.newBuilder().setBefore(MINI.toBuilder().setModel("old")))
            .build());
    var run = Run.against(admin, "prices", "publish", file());
    assertThat(run.outLines())
        .containsExactly(
            "Published default@4: 1 models, to hold from 2025-12-01T00:00:00Z.",
            "",
            "MODEL        PRICE               BEFORE  AFTER",
            "gpt-4o-mini  input per million   0.15    0.12",
            "old          input per million   0.15    -",
            "old          output per million  0.6     -");
    assertThat(admin.requests)
        .containsExactly(PublishPricesRequest.newBuilder().setFile("book: default").build());
  }

  @Test
  void aDryRunAsksForOneAndSaysSo() throws IOException {
    admin.answer(PublishPricesResponse.newBuilder().setBook(summary(4, true)).build());
    assertThat(Run.against(admin, "prices", "publish", "--dry-run", file()).outLines())
        .containsExactly(
            "Would publish default@4: 1 models, in force since 2025-12-01T00:00:00Z."
                + " It changes no price.");
    assertThat(((PublishPricesRequest) admin.requests.getFirst()).getDryRun()).isTrue();
  }

  @Test
  void aFileThatIsNotThereIsTheCommandsFault() {
    var run = Run.against(admin, "prices", "publish", directory.resolve("no.yaml").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("FILE: ").contains("no.yaml");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void theVersionInForceIsMarked() {
    admin.answer(
        ListPriceBooksResponse.newBuilder()
            .addBooks(summary(2, false))
            .addBooks(summary(1, true))
            .build());
    assertThat(Run.against(admin, "prices", "list").outLines())
        .containsExactly(
            "VERSION    HOLDS FROM            PUBLISHED  MODELS  NOW",
            "default@2  2025-12-01T00:00:00Z  -          1       -",
            "default@1  2025-12-01T00:00:00Z  -          1       in force");
  }

  @Test
  void aModelIsShownByItsAlias() {
    admin.answer(
        GetPriceBookResponse.newBuilder()
            .setSummary(summary(1, true))
            .addModels(MINI)
            .addModels(MINI.toBuilder().setModel("other").clearAliases())
            .build());
    var run = Run.against(admin, "prices", "show", "--model=mini");
    assertThat(run.outLines())
        .containsExactly(
            "default@1, from 2025-12-01T00:00:00Z",
            "",
            "MODEL        PROVIDER  PRICE               CREDITS",
            "gpt-4o-mini  openai    input per million   0.15",
            "gpt-4o-mini  openai    output per million  0.6");
    assertThat(admin.requests)
        .containsExactly(GetPriceBookRequest.newBuilder().setBook("default").build());
    assertThat(Run.against(admin, "prices", "show", "--model=nobody").exitCode()).isEqualTo(1);
  }

  @Test
  void unitsAreShownByWhatTheyAre() {
    var image =
        ModelPrice.newBuilder()
            .setModel("dall-e-2")
            .setProvider("openai")
            .setKind(ModelKind.MODEL_KIND_IMAGE)
            .addUnitPrices(
                UnitPrice.newBuilder().setVariant("256x256").setPicocredits(16_000_000_000L));
    var whisper =
        ModelPrice.newBuilder()
            .setModel("whisper-1")
            .setProvider("openai")
            .setKind(ModelKind.MODEL_KIND_TRANSCRIPTION)
            .addUnitPrices(UnitPrice.newBuilder().setPicocredits(100_000_000));
    admin.answer(
        GetPriceBookResponse.newBuilder()
            .setSummary(summary(1, true))
            .addModels(image)
            .addModels(whisper)
            .build());
    assertThat(Run.against(admin, "prices", "show").outLines())
        .contains(
            "dall-e-2   openai    per image 256x256  0.016",
            "whisper-1  openai    per second         0.0001");
  }
}
