package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.CredentialReader;
import dev.tollgate.authz.authn.Line;
import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.kit.grpc.GrpcErrors;
import io.grpc.StatusRuntimeException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Collects what is wrong with the fields of a request, all of it at once. */
final class Fields {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");
  private static final List<String> STATUSES = List.of("active", "suspended", "closed");
  private static final int KEY_ID_MAX = 64;
  private static final int PAGE_MAX = 1_000;

  private final Map<String, String> problems = new LinkedHashMap<>();
  private boolean callerLacks;

  static StatusRuntimeException of(String field, String problem) {
    return GrpcErrors.invalidArgument(Map.of(field, problem));
  }

  /** Throws INVALID_ARGUMENT unless the token is empty or {@code known}. */
  static void checkPageToken(String token, Predicate<String> known) {
    if (!token.isEmpty() && !known.test(token)) {
      throw of("page_token", "must be a next_page_token of an earlier answer, or empty");
    }
  }

  /** Must not be blank. */
  Fields text(String field, String value, int charactersMax) {
    return noKey(field, value)
        .require(
            field,
            !value.isBlank() && Line.fits(value, charactersMax),
            "must have 1 to " + charactersMax + " characters, none of them control characters");
  }

  /** May be empty. */
  Fields optionalText(String field, String value, int charactersMax) {
    return noKey(field, value)
        .require(
            field,
            Line.fits(value, charactersMax),
            "must have at most " + charactersMax + " characters, none of them control characters");
  }

  /** What is pasted into the wrong field would be stored, or repeated in an error. */
  private Fields noKey(String field, String value) {
    return require(
        field,
        !CredentialReader.looksLikeKey(value),
        "looks like a whole key: keys are named by their key_id. Replace that key, as it was"
            + " shown");
  }

  Fields slug(String field, String value) {
    return require(
        field,
        KeyForm.isSlug(value),
        "must have 1 to 63 characters from a-z, 0-9 and \"-\", none of them \"-\" at either end");
  }

  /** Of an organization or a user. */
  Fields status(String status) {
    return oneOf("status", List.of(status), STATUSES);
  }

  Fields keyId(String value) {
    return text("key_id", value, KEY_ID_MAX);
  }

  /** A page token is the id of the last key of the page before. */
  Fields keyPage(int size, String token) {
    return page(size).optionalText("page_token", token, KEY_ID_MAX);
  }

  /** Of a plan, a tier, a price book. */
  Fields name(String field, String value) {
    return require(
        field,
        NAME.matcher(value).matches(),
        "must have 1 to 64 characters from a-z, 0-9, \"_\" and \"-\", beginning with a letter");
  }

  /** Known ones, and none that the caller, who gives them, lacks. */
  Fields permissions(Caller caller, Collection<String> permissions) {
    oneOf("permissions", permissions, Permissions.KNOWN);
    var lacking =
        permissions.stream()
            .filter(wanted -> !Permissions.cover(caller.permissions(), wanted))
            .toList();
    callerLacks |= !lacking.isEmpty() && Permissions.KNOWN.containsAll(lacking);
    return require(
        "permissions",
        lacking.isEmpty(),
        "must not have " + String.join(", ", lacking) + ": your own key lacks it");
  }

  /** Only a service names somebody else as its user. */
  Fields onBehalf(boolean service, Collection<String> permissions) {
    return require(
        "permissions",
        service || !permissions.contains(Permissions.ON_BEHALF),
        "must not have " + Permissions.ON_BEHALF + ": it is for services' keys");
  }

  Fields oneOf(String field, Collection<String> values, Collection<String> possible) {
    return require(
        field, possible.containsAll(values), "must be some of " + String.join(", ", possible));
  }

  Fields range(String field, long value, long least, long most, String otherwise) {
    return require(
        field,
        value >= least && value <= most,
        "must be from " + least + " to " + most + otherwise);
  }

  Fields page(int size) {
    return range("page_size", size == 0 ? 1 : size, 1, PAGE_MAX, ", or 0 for 100");
  }

  /** What {@code parse} takes; its message is put behind what must be. */
  Fields possible(String field, String must, Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException e) {
      problems.putIfAbsent(field, must + ": " + e.getMessage());
    }
    return this;
  }

  Fields require(String field, boolean right, String problem) {
    if (!right) {
      problems.putIfAbsent(field, problem);
    }
    return this;
  }

  /** By field; empty if everything is right. */
  Map<String, String> problems() {
    return Map.copyOf(problems);
  }

  /** Throws INVALID_ARGUMENT if there is any. */
  void check() {
    if (!problems.isEmpty()) {
      var error = GrpcErrors.invalidArgument(problems);
      throw callerLacks ? RefusedCalls.mark(error) : error;
    }
  }
}
