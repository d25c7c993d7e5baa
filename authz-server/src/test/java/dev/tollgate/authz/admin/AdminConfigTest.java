package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.NetworkAddress;
import org.junit.jupiter.api.Test;

class AdminConfigTest {
  @Test
  void whereEnvoysWordIsBelievedNobodyElseCanCall() {
    var loopback = new ListenAddress.Tcp("127.0.0.1", 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new AdminConfig(new NetworkAddress(loopback), null, false, loopback, TestAdmin.KEY))
        .withMessageContaining("rest_listen must be a Unix socket");
  }
}
