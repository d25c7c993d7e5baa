package dev.tollgate.authz.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.config.ConfigException;
import dev.tollgate.kit.config.ConfigLoader;
import dev.tollgate.pricing.ByokFee;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByokPolicyTest {
  record Config(ByokConfig byok) {}

  @TempDir Path directory;

  private ByokPolicy policy(String yaml, Map<String, String> environment) throws Exception {
    var file = Files.writeString(directory.resolve("authz.yaml"), yaml);
    var config = ConfigLoader.load(Config.class, file, "TOLLGATE", environment);
    return ByokPolicy.of(config.byok(), ProviderSamples.configured());
  }

  @ParameterizedTest
  @CsvSource({"0,0", "2.5,250", "0.29,29", "'\"12.34\"',1234", "100,10000"})
  void theFeeIsAPercentageOfTwoDecimals(String percent, int basisPoints) throws Exception {
    assertThat(policy("byok: {fee_percent: " + percent + "}", Map.of()).fee())
        .isEqualTo(new ByokFee(basisPoints));
  }

  @Test
  void nothingIsTakenUnlessItIsSaid() throws Exception {
    assertThat(policy("{}", Map.of()).fee()).isEqualTo(ByokFee.NONE);
    assertThat(policy("{}", Map.of("TOLLGATE_BYOK_FEE_PERCENT", "3")).fee())
        .isEqualTo(new ByokFee(300));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "100.01", "2.505", "much", "[1]"})
  void whatIsNoFeeIsRefusedByItsKey(String percent) {
    var refused =
        catchThrowableOfType(
            ConfigException.class, () -> policy("byok: {fee_percent: " + percent + "}", Map.of()));
    assertThat(refused.problems())
        .singleElement()
        .asString()
        .startsWith("byok")
        .contains("fee_percent");
  }
}
