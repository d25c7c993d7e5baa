package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.Units;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettlementReaderTest {
  private static Admission read(String text) throws UnreadableLineException {
    return SettlementReader.read(Lines.reservation(7), text, "as asked").build();
  }

  @Test
  void allThatCheckWroteIsRead() throws Exception {
    assertThat(read("2|wallet:user:alice|450000|default@3|key-1|org-1|openai|alice|gpt-4o"))
        .isEqualTo(
            Admission.newBuilder()
                .setN(7)
                .setDay(20_782)
                .addPath("wallet:user:alice")
                .setHold(Vectors.oneRequest(450_000))
                .setPriceVersion(PriceVersion.newBuilder().setBook("default").setVersion(3))
                .setKeyId("key-1")
                .setOrganizationId("org-1")
                .setProvider("openai")
                .setUserId("alice")
                .setModel("gpt-4o")
                .build());
  }

  @Test
  void theFirstVersionLacksWhoAndTakesTheModelThatWasAskedFor() throws Exception {
    var admission = read("1|wallet:user:alice|450000|default@3|key-1|org-1");
    assertThat(admission.getModel()).isEqualTo("as asked");
    assertThat(admission.getUserId() + admission.getProvider()).isEmpty();
    assertThat(admission.getKeyId()).isEqualTo("key-1");
  }

  @Test
  void whatIsCountedOneByOneIsAtTheEndOfTheThirdVersion() throws Exception {
    var text = "3|w|7|managed@1|k|o|openai|u|dall-e-3|2|1024x1024%20hd";
    assertThat(read(text).getModel()).isEqualTo("dall-e-3");
    assertThat(SettlementReader.units(text)).isEqualTo(new Units(2, "1024x1024 hd"));
    assertThat(SettlementReader.units("2|w|7|b@1|k|o|p|u|m")).isEqualTo(Units.NONE);
    assertThat(SettlementReader.units("")).isEqualTo(Units.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "3|w|1|b@1|k|o|p|u|m",
        "3|w|1|b@1|k|o|p|u|m|2",
        "3|w|1|b@1|k|o|p|u|m|two|",
        "3|w|1|b@1|k|o|p|u|m|-1|",
        "3|w|1|b@1|k|o|p|u|m|1000000001|",
        "3|w|1|b@1|k|o|p|u|m|1|%zz"
      })
  void unitsThatCannotBeReadAreNotTakenForNone(String text) {
    assertThatThrownBy(() -> SettlementReader.units(text))
        .isInstanceOf(UnreadableLineException.class);
  }

  @Test
  void namesWithSeparatorsSurvive() throws Exception {
    var admission = read("2|a%7Cb%2Cc,%252C,+|7|b%7Ck@x@2|k%7C1|o|p%7C|u%25|%C3%A9");
    assertThat(admission.getPathList()).isEqualTo(List.of("a|b,c", "%2C", "+"));
    assertThat(admission.getPriceVersion().getBook()).isEqualTo("b|k@x");
    assertThat(admission.getPriceVersion().getVersion()).isEqualTo(2);
    assertThat(admission.getModel()).isEqualTo("\u00e9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1|k-1|o-1",
        "3|w|1|b@1|k|o|p|u|m",
        "2|w|1|b@1|k|o",
        "2|w|much|b@1|k|o|p|u|m",
        "2|w|1|b|k|o|p|u|m",
        "2|w%zz|1|b@1|k|o|p|u|m"
      })
  void whatIsNoSettlementIsUnreadable(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(UnreadableLineException.class);
  }

  @Test
  void theFifthVersionEndsWithThePriceAndTheFeeOfIt() throws Exception {
    var text = "5|w|11250|managed@1|k|o|openai|u|gpt-4o|0||user|450000|250";
    assertThat(read(text).getByok()).isEqualTo(Byok.BYOK_USER);
    assertThat(read(text).getHold()).isEqualTo(Vectors.oneRequest(11_250, 450_000));
    assertThat(read(text).getByokFeeBasisPoints()).isEqualTo(250);
    assertThat(SettlementReader.units(text)).isEqualTo(Units.NONE);
    assertThat(SettlementReader.units("5|w|0|b@1|k|o|p|u|m|2|hd|user|7|0"))
        .isEqualTo(new Units(2, "hd"));
    assertThat(read("5|w|0|b@1|k|o|p|u|m|0||organization|0|0").getHold())
        .isEqualTo(Vectors.oneRequest(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5|w|0|b@1|k|o|p|u|m|0||user",
        "5|w|0|b@1|k|o|p|u|m|0||user|7",
        "5|w|0|b@1|k|o|p|u|m|0||user|7|",
        "5|w|0|b@1|k|o|p|u|m|0||user|x|0",
        "5|w|0|b@1|k|o|p|u|m|0||user|7|-1",
        "5|w|0|b@1|k|o|p|u|m|0||user|7|10001",
        "5|w|0|b@1|k|o|p|u|m|0||user|7|2.5",
        "5|w|0|b@1|k|o|p|u|m|0||user|7|0|",
        "4|w|0|b@1|k|o|p|u|m|0||user|7|0",
        "6|w|0|b@1|k|o|p|u|m|0||user|7|0"
      })
  void aFeeOrPriceThatCannotBeReadIsNotTakenForNone(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(UnreadableLineException.class);
  }

  @Test
  void theFourthVersionEndsWithWhoseOwnKeyItIs() throws Exception {
    var text = "4|w|0|managed@1|k|o|openai|u|gpt-4o|0||user";
    assertThat(read(text).getByok()).isEqualTo(Byok.BYOK_USER);
    assertThat(read(text).getHold()).isEqualTo(Vectors.oneRequest(0));
    assertThat(read(text).getByokFeeBasisPoints()).isZero();
    assertThat(SettlementReader.units(text)).isEqualTo(Units.NONE);
    assertThat(read(text.replace("user", "organization")).getByok())
        .isEqualTo(Byok.BYOK_ORGANIZATION);
    assertThat(SettlementReader.units("4|w|0|b@1|k|o|p|u|m|2|hd|user"))
        .isEqualTo(new Units(2, "hd"));
    assertThatThrownBy(() -> read(text.replace("user", "somebody")))
        .isInstanceOf(UnreadableLineException.class);
  }
}
