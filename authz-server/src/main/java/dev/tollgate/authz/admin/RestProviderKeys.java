package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import dev.tollgate.proto.admin.v1.ProviderKey;
import dev.tollgate.proto.rest.v1.DisableProviderRequest;
import dev.tollgate.proto.rest.v1.EnableProviderRequest;
import dev.tollgate.proto.rest.v1.GetProviderKeyRequest;
import dev.tollgate.proto.rest.v1.RemoveProviderKeyRequest;
import dev.tollgate.proto.rest.v1.SetProviderKeyRequest;
import dev.tollgate.proto.rest.v1.TestProviderKeyRequest;

/** The platform's keys at the providers, as REST. */
final class RestProviderKeys {
  private final ProviderKeyAdmin keys;

  RestProviderKeys(ProviderKeyAdmin keys) {
    this.keys = keys;
  }

  HttpBody list(Caller caller) {
    var all = keys.list(caller);
    var json = RestJson.object();
    json.put("providers", all.getKeysList().stream().map(RestJson::of).toList());
    json.put("source", all.getSource());
    return RestJson.body(json);
  }

  HttpBody get(Caller caller, GetProviderKeyRequest request) {
    return shown(keys.get(caller, request.getProvider()));
  }

  HttpBody set(Caller caller, SetProviderKeyRequest request) {
    var body = RestBody.of(request.getBody());
    var wanted =
        dev.tollgate.proto.admin.v1.SetProviderKeyRequest.newBuilder()
            .setProvider(request.getProvider())
            .setKey(body.text("key"))
            .setForce(body.flag("force"));
    body.check();
    return shown(keys.set(caller, wanted.build()).getKey());
  }

  HttpBody remove(Caller caller, RemoveProviderKeyRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.RemoveProviderKeyRequest.newBuilder()
            .setProvider(request.getProvider());
    return shown(keys.remove(caller, wanted.build()).getKey());
  }

  HttpBody test(Caller caller, TestProviderKeyRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.TestProviderKeyRequest.newBuilder()
            .setProvider(request.getProvider());
    return shown(keys.test(caller, wanted.build()).getKey());
  }

  HttpBody disable(Caller caller, DisableProviderRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.DisableProviderRequest.newBuilder()
            .setProvider(request.getProvider());
    return shown(keys.disable(caller, wanted.build()).getKey());
  }

  HttpBody enable(Caller caller, EnableProviderRequest request) {
    var wanted =
        dev.tollgate.proto.admin.v1.EnableProviderRequest.newBuilder()
            .setProvider(request.getProvider());
    return shown(keys.enable(caller, wanted.build()).getKey());
  }

  private static HttpBody shown(ProviderKey key) {
    return RestJson.body(RestJson.of(key));
  }
}
