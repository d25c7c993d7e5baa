package dev.tollgate.authz.authn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedAddressesTest {
  private static boolean permit(String network, String address) {
    return AllowedAddresses.of(List.of(network)).permit(address);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
    "192.0.2.128/25, 192.0.2.128, 192.0.2.255, 192.0.2.127, 192.0.3.0",
    "128.0.0.0/1, 128.0.0.0, 255.255.255.255, 127.255.255.255, 0.0.0.0",
    "192.0.2.2/31, 192.0.2.2, 192.0.2.3, 192.0.2.1, 192.0.2.4",
    "192.0.2.7/32, 192.0.2.7, 192.0.2.7, 192.0.2.6, 192.0.2.8",
    "2001:db8::/32, 2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff::,"
        + " 2001:db9::",
    "2001:db8::/63, 2001:db8::, 2001:db8:0:1:ffff:ffff:ffff:ffff, 2001:db7::, 2001:db8:0:2::",
    "2001:db8::/64, 2001:db8::, 2001:db8::ffff:ffff:ffff:ffff, 2001:db7::, 2001:db8:0:1::",
    "2001:db8::/65, 2001:db8::, 2001:db8::7fff:ffff:ffff:ffff, 2001:db7::, 2001:db8::8000:0:0:0",
    "2001:db8::2/127, 2001:db8::2, 2001:db8::3, 2001:db8::1, 2001:db8::4",
    "2001:db8::7/128, 2001:db8::7, 2001:db8::7, 2001:db8::6, 2001:db8::8",
    "8000::/1, 8000::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 7fff:ffff::, ::1"
  })
  void aNetworkHoldsItsFirstAndItsLastAddressAndNoNeighbour(
      String network, String first, String last, String below, String above) {
    assertThat(permit(network, first)).isTrue();
    assertThat(permit(network, last)).isTrue();
    assertThat(permit(network, below)).isFalse();
    assertThat(permit(network, above)).isFalse();
  }

  @Test
  void aNetworkOfPrefixZeroHoldsEveryAddressOfItsVersionAndNoOther() {
    for (var address : List.of("0.0.0.0", "127.0.0.1", "255.255.255.255")) {
      assertThat(permit("0.0.0.0/0", address)).isTrue();
      assertThat(permit("::/0", address)).isFalse();
      assertThat(permit("::/0", "::ffff:" + address)).isFalse();
    }
    for (var address : List.of("::", "::1", "ffff::", "::fffe:0:0", "::1:0:0:0", "1::ffff:0:0")) {
      assertThat(permit("::/0", address)).isTrue();
      assertThat(permit("0.0.0.0/0", address)).isFalse();
    }
  }

  @Test
  void bothSpellingsOfAVersion4AddressAreOne() {
    assertThat(permit("192.0.2.0/24", "::ffff:192.0.2.9")).isTrue();
    assertThat(permit("192.0.2.0/24", "::ffff:c000:209")).isTrue();
    assertThat(permit("192.0.2.0/24", "::ffff:192.0.3.9")).isFalse();
    assertThat(permit("::ffff:192.0.2.0/120", "192.0.2.9")).isTrue();
    assertThat(permit("::ffff:192.0.2.0/120", "192.0.3.9")).isFalse();
    assertThat(permit("192.0.2.0/24", "::192.0.2.9")).as("only compatible, not mapped").isFalse();
  }

  @Test
  void oneOfSeveralNetworksIsEnough() {
    var allowed = AllowedAddresses.of(List.of("192.0.2.0/24", "2001:db8::/32", "10.0.0.1/32"));
    assertThat(allowed.permit("10.0.0.1")).isTrue();
    assertThat(allowed.permit("2001:db8::1")).isTrue();
    assertThat(allowed.permit("10.0.0.2")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-",
        "unknown",
        "localhost",
        "10.1",
        "10",
        "0x0a.0.0.1",
        "10.0.0.1:80",
        "10.0.0.1, 10.0.0.2",
        "10.0.0.256",
        "@/run/envoy.sock",
        ":::",
        "%eth0"
      })
  void whatIsNoAddressIsOnNoList(String text) {
    assertThat(AllowedAddresses.of(List.of("0.0.0.0/0", "::/0")).permit(text)).isFalse();
    assertThat(AllowedAddresses.ANY.permit(text)).isTrue();
  }

  @Test
  void theInterfaceOfALinkLocalAddressDoesNotMatter() {
    assertThat(permit("fe80::/10", "fe80::1%eth7")).isTrue();
  }

  @Test
  void anEmptyListPermitsNothing() {
    assertThat(AllowedAddresses.of(List.of()).permit("127.0.0.1")).isFalse();
    assertThat(AllowedAddresses.NONE.permit("::1")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0.0/+8",
        "10/8",
        "::/129",
        "::ffff:10.0.0.0/8",
        "example.com/8",
        "*"
      })
  void whatIsNoNetworkIsRefusedAndNamed(String text) {
    assertThatThrownBy(() -> AllowedAddresses.of(List.of("10.0.0.0/8", text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("`" + text + "`");
  }

  @Test
  void aListIsBounded() {
    assertThatThrownBy(() -> AllowedAddresses.of(Collections.nCopies(1_001, "10.0.0.0/8")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1000");
  }
}
