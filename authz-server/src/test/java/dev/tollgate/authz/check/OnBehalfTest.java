package dev.tollgate.authz.check;

import static dev.tollgate.authz.check.Samples.chat;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For whom a service calls. */
final class OnBehalfTest {
  private static final String CLAIM = "x-tollgate-claimed-user";

  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations =
      FakeReservations.answering(FakeReservations.admitted());

  private static Principal service(String... permissions) {
    return new Principal(
        "key-1",
        "",
        "org-1",
        "acme",
        "acme",
        Set.of(permissions),
        "managed",
        "managed",
        "default",
        List.of("wallet:organization:acme"),
        Validity.UNLIMITED,
        Restrictions.NONE);
  }

  private Decision decide(Principal principal, Samples.Facts facts) {
    Pipelines.of(principal, Pipelines.quotes(), reservations)
        .decide(new CheckRun(facts.facts(), Runnable::run, 0, caller));
    return caller.only();
  }

  private String userOf(Principal principal, Samples.Facts facts) {
    var admitted = (Decision.Admitted) decide(principal, facts);
    assertThat(reservations.requests.getFirst().userId()).isEqualTo(admitted.userId());
    return admitted.userId();
  }

  private static Samples.Facts claiming(String user) {
    return chat().header(CLAIM, new String(user.getBytes(UTF_8), ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice@example.org", "J\u00fcrgen \u674e", "-", "a,b"})
  void aServiceThatMayNamesTheUserAndPaysItself(String user) {
    assertThat(userOf(service("llm:*", "act:on-behalf"), claiming(user))).isEqualTo(user);
    var request = reservations.requests.getFirst();
    assertThat(request.path()).containsExactly("wallet:organization:acme");
    assertThat(request.organizationId()).isEqualTo("org-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "act:*", "admin:*"})
  void whatCoversThePermissionSuffices(String permission) {
    assertThat(userOf(service("llm:*", permission), claiming("alice"))).isEqualTo("alice");
  }

  @Test
  void aServiceNeedNotNameAnybody() {
    assertThat(userOf(service("*"), chat())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mallory", "\u0000\u0001", "\u00ff"})
  void fromAnyoneElseItIsIgnored(String claim) {
    assertThat(userOf(service("llm:inference"), chat().header(CLAIM, claim))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mallory", "\u0000\u0001", "\u00ff"})
  void fromAUsersKeyItIsIgnoredWhateverTheKeyMay(String claim) {
    assertThat(userOf(Samples.principal("*"), chat().header(CLAIM, claim))).isEqualTo("alice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\tb", "a\u0000", "\u00ff", "\u00c3", "\u00e2\u0080\u00a8"})
  void aNameThatCanBeNobodysIsRefusedInBothPhases(String claim) {
    for (var facts : List.of(chat(), chat().keyPhase())) {
      caller.decisions.clear();
      decide(service("*"), facts.header(CLAIM, claim));
      assertThat(caller.denied().denial()).isEqualTo(Denial.INVALID_HEADER);
      assertThat(caller.denied().param()).isEqualTo("x-user-id");
      assertThat(caller.denied().message()).contains("x-user-id", "1 to 255");
    }
    assertThat(reservations.requests).isEmpty();
  }

  @Test
  void aNameHasAtMost255Characters() {
    assertThat(userOf(service("*"), claiming("\u00fc".repeat(255)))).hasSize(255);
    caller.decisions.clear();
    decide(service("*"), claiming("u".repeat(256)));
    assertThat(caller.denied().denial()).isEqualTo(Denial.INVALID_HEADER);
  }

  @Test
  void theProviderSideSeesTheUserInThePlaceOfNone() {
    var responder = new Responder(Samples.CLOCK);
    var named = (Decision.Admitted) decide(service("*"), claiming("alice"));
    caller.decisions.clear();
    var unnamed = (Decision.Admitted) decide(named.principal(), chat());
    for (int again = 0; again < 2; again++) {
      var ok = EnvoyAnswers.read(responder.allowed(named)).getOkResponse();
      assertThat(ok.getHeadersList())
          .filteredOn(header -> header.getHeader().getKey().equals("x-user-id"))
          .extracting(header -> header.getHeader().getValue())
          .containsExactly("alice");
      assertThat(ok.getHeadersToRemoveList()).doesNotContain("x-user-id").contains(CLAIM);
      var none = EnvoyAnswers.read(responder.allowed(unnamed)).getOkResponse();
      assertThat(none.getHeadersList())
          .noneMatch(header -> header.getHeader().getKey().equals("x-user-id"));
      assertThat(none.getHeadersToRemoveList()).contains("x-user-id", CLAIM);
    }
  }
}
