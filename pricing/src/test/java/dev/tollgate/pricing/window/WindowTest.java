package dev.tollgate.pricing.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class WindowTest {
  @ParameterizedTest
  @CsvSource({
    "DAY,   2026-11-21T23:59:59.999Z, UTC,              day:2026-11-21",
    "DAY,   2026-11-22T00:00:00Z,     UTC,              day:2026-11-22",
    "DAY,   2026-11-21T20:00:00Z,     Asia/Tokyo,       day:2026-11-22",
    "DAY,   2026-11-22T04:59:59Z,     America/New_York, day:2026-11-21",
    "WEEK,  2026-11-22T23:59:59Z,     UTC,              week:2026-W47",
    "WEEK,  2026-11-23T00:00:00Z,     UTC,              week:2026-W48",
    "WEEK,  2027-01-01T12:00:00Z,     UTC,              week:2026-W53",
    "WEEK,  2024-12-30T12:00:00Z,     UTC,              week:2025-W01",
    "MONTH, 2026-11-30T23:00:00Z,     Europe/Berlin,    month:2026-12",
    "MONTH, 2026-11-30T22:59:59Z,     Europe/Berlin,    month:2026-11",
  })
  void anInstantIsInTheWindowOfTheZonesCalendar(
      Period period, Instant instant, ZoneId zone, String window) {
    assertThat(Window.at(period, instant, zone)).hasToString(window);
  }

  @Test
  void daysOfChangedClocksHave23And25Hours() {
    var berlin = ZoneId.of("Europe/Berlin");
    assertThat(length("2026-03-29T12:00:00Z", berlin)).isEqualTo(Duration.ofHours(23));
    assertThat(length("2026-10-25T12:00:00Z", berlin)).isEqualTo(Duration.ofHours(25));
  }

  private static Duration length(String instant, ZoneId zone) {
    var day = Window.at(Period.DAY, Instant.parse(instant), zone);
    return Duration.between(day.startsAt(zone), day.endsAt(zone));
  }

  /** Clocks there were set back at midnight, forth at midnight, and a whole day was left out. */
  @ParameterizedTest
  @CsvSource({
    "America/St_Johns,  2010-11-06T00:00:00Z",
    "America/Sao_Paulo, 2018-11-03T00:00:00Z",
    "Pacific/Apia,      2011-12-29T00:00:00Z",
    "Europe/Berlin,     2026-10-24T00:00:00Z",
  })
  void everyMinuteIsInOneWindowAndWindowsFollowEachOther(ZoneId zone, Instant from) {
    for (var period : Period.values()) {
      var before = Window.at(period, from, zone);
      for (int minute = 0; minute < 4 * 1440; minute++) {
        var instant = from.plus(Duration.ofMinutes(minute));
        var window = Window.at(period, instant, zone);
        assertThat(instant).isBetween(window.startsAt(zone), window.endsAt(zone));
        assertThat(instant).isBefore(window.endsAt(zone));
        assertThat(window.start()).isAfterOrEqualTo(before.start());
        before = window;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "budget:key:k1:day:2026-11-21",
        "quota:organization:acme:month:2026-11",
        "budget:user:oidc:issuer:7:week:2026-W53",
        "budget:user:day:2026-11-21:day:2026-11-21"
      })
  void anAccountIsReadAsItIsWritten(String id) {
    assertThat(WindowAccount.parse(id)).extracting(WindowAccount::id).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "budget",
        "wallet:user:alice",
        "wallet:user:alice:day:2026-11-21",
        "budget:team:t:day:2026-11-21",
        "budget:key::day:2026-11-21",
        "budget:key:day:2026-11-21",
        "budget:key:k1:year:2026",
        "budget:key:k1:day:2026-11-31",
        "budget:key:k1:day:2026-1-1",
        "budget:key:k1:week:2025-W53",
        "budget:key:k1:month:2026-13"
      })
  void whatIsNoWindowIsNone(String id) {
    assertThat(WindowAccount.parse(id)).isNull();
  }
}
