package dev.tollgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChartTest {
  @TempDir Path directory;

  @Test
  void helmFindsNothingToObjectTo() {
    var run =
        Programs.run(
            Programs.program("helm"), "lint", "--strict", Chart.BUILT, "--values", Chart.VALUES);
    assertThat(run.succeeded()).contains("0 chart(s) failed").doesNotContain("[WARNING]");
  }

  @Test
  void whatTheTemplatesPromiseHolds() {
    Programs.run(Programs.program("helm-unittest"), "--strict", Chart.BUILT).succeeded();
  }

  /** The oldest and the newest Kubernetes. */
  @ParameterizedTest
  @ValueSource(strings = {"1.30", "1.37"})
  void kubernetesKnowsEveryFieldOfWhatIsRendered(String version) throws Exception {
    var objects = Files.writeString(directory.resolve("all.yaml"), Chart.template().succeeded());
    var more =
        Files.writeString(
            directory.resolve("more.yaml"),
            Chart.template("--values=" + Chart.SOURCE.resolve("tests/more.yaml")).succeeded());
    Programs.run(Programs.program("kubernetes-validate"), "--strict", "-k", version, objects, more)
        .succeeded();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gateway.replicsa=3                | replicsa",
        "gateway.envoy.concurency=3        | concurency",
        "secrets.adminKey.value=planted    | value",
        "database.password=planted         | password",
        "gateway.replicas=many             | gateway.replicas",
        "gateway.replicas=0                | gateway.replicas",
        "gateway.requestSecondsMax=900s    | requestSecondsMax",
        "database.sslMode=prefer           | sslMode",
        "gateway.volume.retention=a day    | retention",
        "tls.ledger=                       | tls.ledger",
        "images.pullPolicy=Sometimes       | pullPolicy",
      })
  void aValueThatCannotBeMeantIsRefused(String value, String named) {
    var output = Chart.template("--set", value).failed();
    assertThat(output.replace('/', '.')).contains(named.strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "images.envoy=             | images.envoy must name an image",
        "images.authzServer=       | images.authzServer must name an image",
        "images.ledgerServer=      | images.ledgerServer must name an image",
        "database.host=            | database.host must name the PostgreSQL server",
        "database.ca.configMap=    | needs database.ca.configMap",
        "gateway.volume.sizeMiB=600 | gateway.volume.sizeMiB must be",
        "providerKeys.source=hybrid | encryption.keys must name a key-encryption key",
        "ledger.verdictAfterSeconds=1200 | ledger.verdictAfterSeconds must be",
      })
  void whatIsMissingOrDoesNotFitIsSaid(String value, String message) {
    assertThat(Chart.template("--set", value).failed()).contains(message.strip());
  }
}
