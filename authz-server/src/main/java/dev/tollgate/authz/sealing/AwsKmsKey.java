package dev.tollgate.authz.sealing;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.google.crypto.tink.Aead;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A key-encryption key in AWS KMS, which does not give it out: KMS is asked for every data key. The
 * place of a secret goes along as its encryption context, which KMS writes into its own log, and by
 * which its policies may tell who opens what.
 */
final class AwsKmsKey implements KeyEncryptionKey {
  static final String SERVICE = "aws-kms";

  /** For an answer, whatever it takes: connecting, credentials, asking again. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  private final AwsKeyArn arn;
  private final BoundedCalls calls;

  /** Made by the first call: the SDK takes a while to load, and credentials may have to be had. */
  private final Supplier<AwsKms> kms;

  private AwsKmsKey(AwsKeyArn arn, Supplier<AwsKms> kms, BoundedCalls calls) {
    this.arn = arn;
    this.kms = kms;
    this.calls = calls;
  }

  /**
   * Asks nobody yet.
   *
   * @param endpoint null for that of the key's region
   */
  static AwsKmsKey of(AwsKeyArn arn, @Nullable URI endpoint) {
    return of(arn, endpoint, ANSWER_MAX, System::nanoTime);
  }

  static AwsKmsKey of(
      AwsKeyArn arn, @Nullable URI endpoint, Duration answerMax, LongSupplier nanoTime) {
    return new AwsKmsKey(
        arn,
        Suppliers.memoize(() -> AwsKms.of(arn, endpoint)),
        new BoundedCalls("AWS KMS", answerMax, nanoTime));
  }

  @Override
  public String id() {
    return SERVICE + ":" + arn.keyId();
  }

  @Override
  public boolean kept() {
    return true;
  }

  @Override
  public Aead wrapping(Place place) {
    return new Wrapping(place);
  }

  /** Envelopes have no associated data of their own for data keys: the place is. */
  private final class Wrapping implements Aead {
    private final Place place;

    Wrapping(Place place) {
      this.place = place;
    }

    @Override
    public byte[] encrypt(byte[] dataKey, byte[] associatedData) throws GeneralSecurityException {
      return calls.call(() -> kms.get().encrypt(dataKey, place.context()));
    }

    @Override
    public byte[] decrypt(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException {
      return calls.call(() -> kms.get().decrypt(wrapped, place.context()));
    }
  }
}
