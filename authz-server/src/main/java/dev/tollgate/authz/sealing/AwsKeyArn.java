package dev.tollgate.authz.sealing;

import java.util.regex.Pattern;

/**
 * The name of a key of AWS KMS.
 *
 * @param text all of it
 * @param region where it is
 * @param keyId its last part: no two keys have the same, but copies of one in several regions do
 */
record AwsKeyArn(String text, String region, String keyId) {
  private static final Pattern FORM =
      Pattern.compile(
          "arn:aws[a-z-]*:kms:([a-z0-9-]{1,32}):\\d{12}:key/"
              + "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})");

  /**
   * Reads an ARN, which may have two slashes before it.
   *
   * @throws IllegalArgumentException if it is none of a key; an alias is refused as well, because
   *     it may come to mean another key, which opens nothing of what the first has sealed
   */
  static AwsKeyArn parse(String text) {
    var arn = text.startsWith("//") ? text.substring(2) : text;
    var matcher = FORM.matcher(arn);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a key of AWS KMS must be aws-kms:arn:aws:kms:REGION:ACCOUNT:key/ID, its own ARN and no"
              + " alias");
    }
    return new AwsKeyArn(arn, matcher.group(1), matcher.group(2));
  }
}
