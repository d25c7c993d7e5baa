package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.proto.admin.v1.DisableProviderRequest;
import dev.tollgate.proto.admin.v1.DisableProviderResponse;
import dev.tollgate.proto.admin.v1.EnableProviderRequest;
import dev.tollgate.proto.admin.v1.EnableProviderResponse;
import dev.tollgate.proto.admin.v1.GetEncryptionRequest;
import dev.tollgate.proto.admin.v1.GetEncryptionResponse;
import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ImportProviderKeysResponse;
import dev.tollgate.proto.admin.v1.ListProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ListProviderKeysResponse;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc;
import dev.tollgate.proto.admin.v1.RemoveProviderKeyRequest;
import dev.tollgate.proto.admin.v1.RemoveProviderKeyResponse;
import dev.tollgate.proto.admin.v1.RewrapSecretsRequest;
import dev.tollgate.proto.admin.v1.RewrapSecretsResponse;
import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import dev.tollgate.proto.admin.v1.SetProviderKeyResponse;
import dev.tollgate.proto.admin.v1.TestProviderKeyRequest;
import dev.tollgate.proto.admin.v1.TestProviderKeyResponse;
import io.grpc.stub.StreamObserver;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.sql.DataSource;

/** The platform's keys at the providers. Runs on virtual threads, as {@link AdminApi}. */
final class ProviderKeyApi extends ProviderKeyServiceGrpc.ProviderKeyServiceImplBase {
  private final ProviderKeyAdmin keys;
  private final ProviderKeyImport imports;
  private final EncryptionAdmin encryption;

  ProviderKeyApi(ProviderKeyAdmin keys, ProviderKeyImport imports, EncryptionAdmin encryption) {
    this.keys = keys;
    this.imports = imports;
    this.encryption = encryption;
  }

  static ProviderKeyApi create(
      DataSource database,
      ProviderKeySettings settings,
      ProviderKeyAdmin keys,
      InstantSource clock,
      SecureRandom random) {
    return new ProviderKeyApi(
        keys,
        new ProviderKeyImport(database, settings, clock, random),
        new EncryptionAdmin(new JdbcSealedKeys(database), settings.sealer(), clock));
  }

  @Override
  public void setProviderKey(
      SetProviderKeyRequest request, StreamObserver<SetProviderKeyResponse> observer) {
    AdminApi.answer(observer, caller -> keys.set(caller, request));
  }

  @Override
  public void removeProviderKey(
      RemoveProviderKeyRequest request, StreamObserver<RemoveProviderKeyResponse> observer) {
    AdminApi.answer(observer, caller -> keys.remove(caller, request));
  }

  @Override
  public void listProviderKeys(
      ListProviderKeysRequest request, StreamObserver<ListProviderKeysResponse> observer) {
    AdminApi.answer(observer, keys::list);
  }

  @Override
  public void testProviderKey(
      TestProviderKeyRequest request, StreamObserver<TestProviderKeyResponse> observer) {
    AdminApi.answer(observer, caller -> keys.test(caller, request));
  }

  @Override
  public void disableProvider(
      DisableProviderRequest request, StreamObserver<DisableProviderResponse> observer) {
    AdminApi.answer(observer, caller -> keys.disable(caller, request));
  }

  @Override
  public void enableProvider(
      EnableProviderRequest request, StreamObserver<EnableProviderResponse> observer) {
    AdminApi.answer(observer, caller -> keys.enable(caller, request));
  }

  @Override
  public void importProviderKeys(
      ImportProviderKeysRequest request, StreamObserver<ImportProviderKeysResponse> observer) {
    AdminApi.answer(observer, caller -> imports.run(caller, request));
  }

  @Override
  public void rewrapSecrets(
      RewrapSecretsRequest request, StreamObserver<RewrapSecretsResponse> observer) {
    AdminApi.answer(observer, caller -> encryption.rewrap(caller, request));
  }

  @Override
  public void getEncryption(
      GetEncryptionRequest request, StreamObserver<GetEncryptionResponse> observer) {
    AdminApi.answer(observer, encryption::get);
  }
}
