package dev.tollgate.authz.sealing;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.IncorrectKeyException;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KmsException;

/**
 * AWS KMS, of which one key is used. The only class that knows Amazon's SDK: where no key is there,
 * nothing of the SDK is loaded. Blocks; any thread.
 */
final class AwsKms {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(2);
  private static final Duration READ_MAX = Duration.ofSeconds(4);
  private static final int TRIES = 2;

  private final KmsClient client;
  private final AwsCredentialsProvider credentials;
  private final AwsKeyArn key;

  private AwsKms(KmsClient client, AwsCredentialsProvider credentials, AwsKeyArn key) {
    this.client = client;
    this.credentials = credentials;
    this.key = key;
  }

  /** With the credentials that AWS's own tools would find here: the standard chain. */
  static AwsKms of(AwsKeyArn key, @Nullable URI endpoint) {
    var credentials = DefaultCredentialsProvider.builder().build();
    var client =
        KmsClient.builder()
            .region(Region.of(key.region()))
            .credentialsProvider(credentials)
            .endpointOverride(endpoint)
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_MAX)
                    .socketTimeout(READ_MAX))
            .overrideConfiguration(override ->
                override.retryStrategy(
                    AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(TRIES)
                        .build()))
            .build();
    return new AwsKms(client, credentials, key);
  }

  byte[] encrypt(byte[] dataKey, Map<String, String> context) throws GeneralSecurityException {
    return ask(() ->
        client
            .encrypt(request ->
                request
                    .keyId(key.text())
                    .plaintext(SdkBytes.fromByteArray(dataKey))
                    .encryptionContext(context))
            .ciphertextBlob());
  }

  /** Opens nothing that another key has wrapped, or for another context. */
  byte[] decrypt(byte[] wrapped, Map<String, String> context) throws GeneralSecurityException {
    return ask(() ->
        client
            .decrypt(request ->
                request
                    .keyId(key.text())
                    .ciphertextBlob(SdkBytes.fromByteArray(wrapped))
                    .encryptionContext(context))
            .plaintext());
  }

  private byte[] ask(Supplier<SdkBytes> question) throws GeneralSecurityException {
    requireCredentials();
    try {
      return question.get().asByteArray();
    } catch (InvalidCiphertextException | IncorrectKeyException e) {
      throw new GeneralSecurityException("AWS KMS does not open it", e);
    } catch (KmsException e) {
      throw KeyServiceException.refused("AWS KMS refuses: " + code(e), e);
    } catch (SdkClientException e) {
      throw KeyServiceException.silent("AWS KMS cannot be reached", e);
    }
  }

  /** Named apart: it is not KMS that has to be looked after. */
  private void requireCredentials() throws KeyServiceException {
    try {
      credentials.resolveCredentials();
    } catch (SdkClientException e) {
      throw KeyServiceException.silent("no credentials for AWS KMS are found here", e);
    }
  }

  /** {@code AccessDeniedException}, {@code DisabledException}: what the service calls it. */
  private static String code(KmsException refusal) {
    var details = refusal.awsErrorDetails();
    var code = details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
    return code.matches("[A-Za-z.]{1,64}") ? code : "status " + refusal.statusCode();
  }
}
