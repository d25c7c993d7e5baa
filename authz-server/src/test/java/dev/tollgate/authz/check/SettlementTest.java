package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.Units;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SettlementTest {
  @Test
  void itNamesAllThatAChargeNeeds() {
    assertThat(
            settlement(Samples.principal("*"), "openai")
                .text(
                    450_000,
                    450_000,
                    new PriceVersion("default", 3),
                    "alice",
                    "gpt-4o",
                    Units.NONE))
        .isEqualTo("2|wallet:user:alice|450000|default@3|key-1|org-1|openai|alice|gpt-4o");
  }

  @Test
  void whatIsCountedOneByOneStandsAtTheEnd() {
    var two = new Units(2, "1024x1024 hd");
    assertThat(
            settlement(Samples.principal("*"), "openai")
                .text(7, 7, new PriceVersion("managed", 1), "alice", "dall-e-3", two))
        .isEqualTo(
            "3|wallet:user:alice|7|managed@1|key-1|org-1|openai|alice|dall-e-3|2|1024x1024%20hd");
  }

  @Test
  void namesWithSeparatorsSurvive() {
    var hostile = List.of("a|b,c", "%2C", "\u00e9\ud83d\ude00\n\"", "");
    var principal =
        new Principal(
            "k|1",
            "u",
            "o,%|",
            "s",
            "",
            Set.of(),
            "",
            "",
            "default",
            hostile,
            Validity.UNLIMITED,
            Restrictions.NONE);
    var text =
        settlement(principal, "p|")
            .text(7, 7, new PriceVersion("b|k@x", 2), "u%", "m|n", Units.NONE);
    assertThat(text).matches("[!-~]*");
    var parts = text.split("\\|", -1);
    assertThat(parts).hasSize(9);
    assertThat(List.of(parts[1].split(",", -1)).stream().map(SettlementTest::decoded))
        .containsExactlyElementsOf(hostile);
    assertThat(decoded(parts[3])).isEqualTo("b|k@x@2");
    assertThat(decoded(parts[4])).isEqualTo("k|1");
    assertThat(decoded(parts[5])).isEqualTo("o,%|");
    assertThat(decoded(parts[6])).isEqualTo("p|");
    assertThat(decoded(parts[7])).isEqualTo("u%");
    assertThat(decoded(parts[8])).isEqualTo("m|n");
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static Settlement settlement(Principal principal, String provider) {
    return Settlement.of(principal, ChargePath.of(principal), provider, null);
  }
}
