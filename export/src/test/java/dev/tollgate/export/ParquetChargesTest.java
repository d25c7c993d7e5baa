package dev.tollgate.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnSchema;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.Usage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** What is written is read by somebody else's reader. */
final class ParquetChargesTest {
  private static final long NANOCREDITS_MAX = 1_000_000_000_000_000_000L;
  private static final Instant STARTED = Instant.parse("2026-11-26T09:59:58.123Z");
  private static final Instant CHARGED = Instant.parse("2026-11-26T10:00:01.123456Z");

  private static Charge charge(int number) {
    var charge =
        Charge.newBuilder()
            .setReservation("20783-r-" + number)
            .setKind("posted")
            .setPostedAt(
                Timestamp.newBuilder()
                    .setSeconds(CHARGED.getEpochSecond())
                    .setNanos(CHARGED.getNano()))
            .setBalanceBefore(NANOCREDITS_MAX)
            .setBalanceAfter(-number)
            .setAdmission(
                Admission.newBuilder()
                    .setRequestId("request-" + number)
                    .setDay((int) LocalDate.of(2026, 11, 26).toEpochDay())
                    .setUserId(number % 3 == 0 ? "" : "Zoë " + number)
                    .addPath("wallet:user:zoë"))
            .setUsage(
                Usage.newBuilder()
                    .setEvidence(Evidence.EVIDENCE_EXACT)
                    .setStatus(200)
                    .setStartedAtMs(STARTED.toEpochMilli())
                    .setFirstByteMs(number % 2 == 0 ? -1 : number));
    charge.getCostBuilder().setNanocredits(5_850 + number);
    charge.getUsageBuilder().getTokensBuilder().setInput(Long.MAX_VALUE);
    return charge.build();
  }

  private static ParquetFileReader written(int charges) throws IOException {
    var out = new ByteArrayOutputStream();
    var parquet = ExportFormat.parquet.to(out);
    for (int number = 0; number < charges; number++) {
      parquet.write(charge(number));
    }
    parquet.finish();
    return ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(out.toByteArray())));
  }

  @Test
  void everyRowIsReadAsItWasWrittenInAllRowGroups() throws Exception {
    int charges = 45_000;
    try (var file = written(charges);
        var row = file.rowReader()) {
      assertThat(file.getFileMetaData().numRows()).isEqualTo(charges);
      assertThat(file.getFileMetaData().rowGroups()).hasSize(3);
      for (int number = 0; number < charges; number++) {
        assertThat(row.hasNext()).isTrue();
        row.next();
        assertThat(row.getString("request_id")).isEqualTo("request-" + number);
        assertThat(row.isNull("user_id")).isEqualTo(number % 3 == 0);
        if (number % 3 != 0) {
          assertThat(row.getString("user_id")).isEqualTo("Zoë " + number);
        }
        assertThat(row.isNull("first_byte_ms")).isEqualTo(number % 2 == 0);
        assertThat(row.getDecimal("cost")).isEqualTo(BigDecimal.valueOf(5_850 + number, 9));
        assertThat(row.getDecimal("balance_after")).isEqualTo(BigDecimal.valueOf(-number, 9));
      }
      assertThat(row.hasNext()).isFalse();
    }
  }

  @Test
  void typesAreThoseOfTheValues() throws Exception {
    try (var file = written(1);
        var row = file.rowReader()) {
      row.next();
      assertThat(row.getDate("day")).isEqualTo(LocalDate.of(2026, 11, 26));
      assertThat(row.getTimestamp("started_at")).isEqualTo(STARTED);
      assertThat(row.getTimestamp("charged_at")).isEqualTo(CHARGED);
      assertThat(row.getLong("tokens_input")).isEqualTo(Long.MAX_VALUE);
      assertThat(row.getDecimal("balance_before")).isEqualByComparingTo("1000000000");
      assertThat(row.isNull("error")).isTrue();
    }
  }

  @Test
  void columnsAreThoseOfTheTextFormats() throws Exception {
    var text = new ByteArrayOutputStream();
    var csv = ExportFormat.csv.to(text);
    csv.finish();
    var names = new ArrayList<String>();
    try (var file = written(1)) {
      for (ColumnSchema column : file.getFileSchema().getColumns()) {
        names.add(column.name());
      }
    }
    assertThat(text.toString(UTF_8)).isEqualTo(String.join(",", names) + "\n");
  }

  @Test
  void aFileWithoutChargesIsOne() throws Exception {
    try (var file = written(0);
        var row = file.rowReader()) {
      assertThat(file.getFileMetaData().numRows()).isZero();
      assertThat(row.hasNext()).isFalse();
    }
  }
}
