package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.proto.admin.v1.ByokKey;
import dev.tollgate.proto.rest.v1.AddByokKeyRequest;
import dev.tollgate.proto.rest.v1.ByokRestServiceGrpc;
import dev.tollgate.proto.rest.v1.ListByokKeysRequest;
import dev.tollgate.proto.rest.v1.ListByokProvidersRequest;
import dev.tollgate.proto.rest.v1.RemoveByokKeyRequest;
import dev.tollgate.proto.rest.v1.TestByokKeyRequest;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@link ByokAdmin} as REST. Runs on virtual threads, as {@link AdminApi}. */
final class ByokRestApi extends ByokRestServiceGrpc.ByokRestServiceImplBase {
  private static final String USER = "user";
  private static final String ORGANIZATION = "organization";

  private final ByokAdmin keys;

  ByokRestApi(ByokAdmin keys) {
    this.keys = keys;
  }

  @Override
  public void listByokProviders(
      ListByokProvidersRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(
        observer,
        caller -> {
          var answer = keys.providers();
          var json = RestJson.object();
          json.put("providers", answer.getProvidersList().stream().map(RestJson::of).toList());
          json.put("tiers", answer.getTiersList());
          return RestJson.body(json);
        });
  }

  @Override
  public void listByokKeys(ListByokKeysRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(
        observer,
        caller -> {
          var wanted =
              dev.tollgate.proto.admin.v1.ListByokKeysRequest.newBuilder()
                  .setUserId(request.getUser())
                  .setOrganization(request.getOrganization())
                  .setPageSize(request.getPageSize())
                  .setPageToken(request.getPageToken());
          var page = keys.list(caller, wanted.build());
          var json = RestJson.object();
          json.put("keys", page.getKeysList().stream().map(ByokRestApi::shown).toList());
          if (!page.getNextPageToken().isEmpty()) {
            json.put("next_page_token", page.getNextPageToken());
          }
          return RestJson.body(json);
        });
  }

  @Override
  public void addByokKey(AddByokKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(
        observer,
        caller -> {
          var body = RestBody.of(request.getBody());
          var wanted =
              dev.tollgate.proto.admin.v1.AddByokKeyRequest.newBuilder()
                  .setUserId(body.text(USER))
                  .setOrganization(body.text(ORGANIZATION))
                  .setProvider(body.text("provider"))
                  .setKey(body.text("key"))
                  .setLabel(body.text("label"))
                  .setEndpoint(body.text("endpoint"))
                  .setForce(body.flag("force"));
          body.check();
          return RestJson.body(shown(keys.add(caller, wanted.build()).getKey()));
        });
  }

  @Override
  public void testByokKey(TestByokKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(
        observer,
        caller -> {
          var body = RestBody.orNone(request.getBody());
          var wanted =
              dev.tollgate.proto.admin.v1.TestByokKeyRequest.newBuilder()
                  .setUserId(body.text(USER))
                  .setOrganization(body.text(ORGANIZATION))
                  .setProvider(request.getProvider());
          body.check();
          return RestJson.body(shown(keys.test(caller, wanted.build()).getKey()));
        });
  }

  @Override
  public void removeByokKey(RemoveByokKeyRequest request, StreamObserver<HttpBody> observer) {
    AdminApi.answer(
        observer,
        caller -> {
          var wanted =
              dev.tollgate.proto.admin.v1.RemoveByokKeyRequest.newBuilder()
                  .setUserId(request.getUser())
                  .setOrganization(request.getOrganization())
                  .setProvider(request.getProvider());
          var removed = keys.remove(caller, wanted.build()).getKey();
          return RestKeyAnswers.done("The key " + removed.getMasked() + " is removed.");
        });
  }

  /** Who has none is null, and so is what never was. */
  private static Map<String, @Nullable Object> shown(ByokKey key) {
    var json = RestJson.of(key);
    json.replace("user_id", key.getUserId().isEmpty() ? null : key.getUserId());
    return json;
  }
}
