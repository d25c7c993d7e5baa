package dev.tollgate.kit.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.Option;
import com.google.protobuf.StringValue;
import com.google.protobuf.UnknownFieldSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackwardsWriterTest {
  private final BackwardsWriter writer = new BackwardsWriter(1);

  @Test
  void everyNumberIsReadAsItWas() throws Exception {
    var random = new Random(1);
    for (int bits = 0; bits < Long.SIZE; bits++) {
      long value = random.nextLong() >>> bits;
      for (long number : new long[] {value, -value, 1L << bits, (1L << bits) - 1}) {
        writer.clear();
        writer.number(Int64Value.VALUE_FIELD_NUMBER, number);
        assertThat(Int64Value.parseFrom(writer.toByteArray()).getValue()).isEqualTo(number);
      }
    }
    writer.clear();
    writer.number(BoolValue.VALUE_FIELD_NUMBER, 1);
    assertThat(BoolValue.parseFrom(writer.toByteArray()).getValue()).isTrue();
  }

  @Test
  void everyTextIsReadAsItWas() throws Exception {
    for (var text : new String[] {"", "a", "é", "a\u20acb", "ab\ud83d\ude00", "x".repeat(1_000)}) {
      writer.clear();
      writer.text(StringValue.VALUE_FIELD_NUMBER, text);
      assertThat(StringValue.parseFrom(writer.toByteArray()).getValue()).isEqualTo(text);
    }
  }

  @Test
  void whatIsWrittenIsWhatTheGeneratedClassesWrite() {
    var value = StringValue.of("inner");
    var expected = Option.newBuilder().setName("näme");
    expected.getValueBuilder().setTypeUrl("t").setValue(value.toByteString());
    writer.prepared(value.toByteArray());
    writer.message(2, 0);
    writer.text(1, "t");
    writer.message(Option.VALUE_FIELD_NUMBER, 0);
    writer.text(Option.NAME_FIELD_NUMBER, "näme");
    assertThat(writer.toByteArray()).isEqualTo(expected.build().toByteArray());
  }

  @Test
  void aFieldNumberMayBeLarge() throws Exception {
    writer.number(536_870_911, 7);
    var fields = UnknownFieldSet.parseFrom(ByteString.copyFrom(writer.toByteArray()));
    assertThat(fields.getField(536_870_911).getVarintList()).containsExactly(7L);
  }
}
