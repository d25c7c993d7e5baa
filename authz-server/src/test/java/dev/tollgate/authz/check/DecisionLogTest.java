package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class DecisionLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(DecisionLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void capture() {
    logger.setLevel(Level.DEBUG);
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void release() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  @Test
  void aRefusalIsOneLineWithoutTheCredential() {
    var facts = Samples.chat().at("POST", "/v1/x\n?api_key=" + Samples.CALLER_KEY).facts();
    new DecisionLog().denied(Denied.of(Denial.UNKNOWN_ENDPOINT), facts, "dec_1", 0);
    assertThat(lines.list).hasSize(1);
    var line = lines.list.getFirst();
    assertThat(line.getLevel()).isEqualTo(Level.DEBUG);
    var text = line.getFormattedMessage() + line.getKeyValuePairs();
    assertThat(text)
        .contains("dec_1", "caller_unknown_endpoint", "req-1")
        .doesNotContain("planted", "\n");
  }

  @Test
  void anOutageLogsAtInfoAFewTimesASecond() {
    var log = new DecisionLog();
    var facts = Samples.chat().facts();
    long secondNanos = 1_000_000_000;
    for (int second = 0; second < 2; second++) {
      for (int i = 0; i < 100; i++) {
        log.denied(Denied.of(Denial.CREDITS_UNAVAILABLE), facts, "dec", second * secondNanos + i);
      }
    }
    assertThat(lines.list).filteredOn(line -> line.getLevel() == Level.INFO).hasSize(20);
  }
}
