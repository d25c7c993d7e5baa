package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.BadRequest.FieldViolation;
import com.google.rpc.Code;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FailuresTest {
  private static final String ADDRESS = "TOLLGATE_ADMIN_GRPC";
  private static final String KEY = "TOLLGATE_ADMIN_KEY";

  private final FakeAdmin admin = new FakeAdmin();

  FailuresTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  private static FieldViolation violation(String field, String description) {
    return FieldViolation.newBuilder().setField(field).setDescription(description).build();
  }

  private static StatusRuntimeException badRequest(FieldViolation... violations) {
    var details = BadRequest.newBuilder();
    for (var violation : violations) {
      details.addFieldViolations(violation);
    }
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(Code.INVALID_ARGUMENT_VALUE)
            .setMessage("bad")
            .addDetails(Any.pack(details.build()))
            .build());
  }

  @Test
  void everyBadFieldHasALineOfItsOwn() {
    admin.fail(badRequest(violation("user_id", "is too long"), violation("name", "is empty")));
    var run = Run.against(admin, "key", "create", "--user", "x");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines())
        .containsExactly("error: user_id: is too long", "error: name: is empty");
  }

  @Test
  void aRefusalIsTheServersOwnSentence() {
    admin.fail(Status.NOT_FOUND.withDescription("there is no key k-9").asRuntimeException());
    var run = Run.against(admin, "key", "revoke", "k-9");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines()).containsExactly("error: there is no key k-9");
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    admin.close();
    var run = Run.against(admin, "key", "list");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines())
        .containsExactly(
            "error: nothing answers at "
                + admin.address()
                + ": start authz-server, or set TOLLGATE_ADMIN_GRPC to its admin port");
  }

  @Test
  void aWrongKeyIsSaidAndNotShown() {
    var run = Run.in(Map.of(ADDRESS, admin.address(), KEY, "planted-wrong-key"), "key", "list");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines())
        .containsExactly(
            "error: "
                + admin.address()
                + " does not accept the key in TOLLGATE_ADMIN_KEY: set it to the admin key of that"
                + " authz-server");
    assertThat(run.err()).doesNotContain("planted");
  }

  @Test
  void aMissingVariableIsNamed() {
    var none = Run.in(Map.of(), "verify-ledger");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.errLines())
        .singleElement()
        .asString()
        .startsWith("error: TOLLGATE_ADMIN_GRPC is not set: ");
    var noKey = Run.in(Map.of(ADDRESS, admin.address(), KEY, " "), "verify-ledger");
    assertThat(noKey.exitCode()).isEqualTo(2);
    assertThat(noKey.err()).startsWith("error: TOLLGATE_ADMIN_KEY is not set: ");
  }

  @Test
  void theKeyIsNotSentToAnotherMachine() {
    for (var address : new String[] {"example.org:9192", "10.0.0.1:9192", "9192", "127.0.0.1:x"}) {
      var run = Run.in(Map.of(ADDRESS, address, KEY, "k"), "key", "list");
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).startsWith("error: TOLLGATE_ADMIN_GRPC must ");
    }
  }

  @Test
  void aWrongCommandShowsHowItIsWritten() {
    assertThat(Run.against(admin).exitCode()).isEqualTo(2);
    assertThat(Run.against(admin, "key").exitCode()).isEqualTo(2);
    assertThat(Run.against(admin, "key", "creat").exitCode()).isEqualTo(2);
    var run = Run.against(admin, "key", "create");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--user").contains("Usage: tollgate key create");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void helpIsNoFailure() {
    var run = Run.in(Map.of(), "credits", "grant", "--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("Usage: tollgate credits grant").doesNotContain("\u001b");
  }
}
