package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider whether it accepts a key, by the cheapest call that needs one: mostly its list of
 * models. What it answers beyond a status is not read, and redirects are not followed: a key goes
 * to the place that is configured and nowhere else. Then it is asked with a key that is none: who
 * accepts that too says nothing about any. Blocks; any thread.
 */
public final class KeyProbe {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
  private static final String NO_KEY = "a-wrong-key-by-which-tollgate-tests-whether-keys-matter";
  private static final int OK = 200;
  private static final int REDIRECTS_FROM = 300;
  private static final int CLIENT_ERRORS_FROM = 400;
  private static final int SERVER_ERRORS_FROM = 500;
  private static final Set<Integer> REFUSED = Set.of(401, 403);

  /** They say nothing about the key. */
  private static final Set<Integer> LATER = Set.of(408, 425, 429);

  private final Duration answerMax;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(Version.HTTP_1_1)
          .connectTimeout(CONNECT_MAX)
          .followRedirects(Redirect.NEVER)
          .build();

  /**
   * @param answerMax how long each of two answers may take
   */
  public KeyProbe(Duration answerMax) {
    this.answerMax = answerMax;
  }

  /**
   * Tests the key that a provider has; never throws what the provider may be the cause of.
   *
   * @throws InterruptedException if the thread was interrupted
   */
  public KeyTest test(Provider provider) throws InterruptedException {
    if (pathOf(provider) == null) {
      return KeyTest.error(0, "no call is known that would test a key of this service");
    }
    try {
      int status = ask(provider);
      if (status == OK) {
        return accepted(provider);
      }
      return REFUSED.contains(status)
          ? KeyTest.invalid(status)
          : KeyTest.error(status, unexpected(status));
    } catch (HttpTimeoutException e) {
      return KeyTest.error(0, "no answer within " + answerMax.toSeconds() + " s");
    } catch (SSLException e) {
      return KeyTest.error(0, "no TLS connection: its certificate is not accepted");
    } catch (IOException e) {
      return KeyTest.error(0, "it cannot be reached");
    }
  }

  private KeyTest accepted(Provider provider) throws IOException, InterruptedException {
    int toNone = ask(provider.withKey(Secret.of(NO_KEY)));
    if (toNone == OK) {
      return KeyTest.error(OK, "it accepts any key: its answer says nothing about this one");
    }
    boolean refused =
        toNone >= CLIENT_ERRORS_FROM && toNone < SERVER_ERRORS_FROM && !LATER.contains(toNone);
    return refused
        ? KeyTest.valid(OK)
        : KeyTest.error(OK, "it accepts the key, but answers " + toNone + " to a wrong one");
  }

  private static String unexpected(int status) {
    if (LATER.contains(status)) {
      return "it wants to be asked later";
    }
    return status >= REDIRECTS_FROM && status < CLIENT_ERRORS_FROM
        ? "it sends the request elsewhere: correct base_url"
        : "it answers neither 200 nor 401 to this call";
  }

  /** Where a key is needed and nothing happens; null if nobody knows. */
  private static @Nullable String pathOf(Provider provider) {
    if (provider.api() != Api.SERVICE) {
      return "/models";
    }
    return provider.name().equals(KnownProvider.CLOUDFLARE.label()) ? "/user/tokens/verify" : null;
  }

  /** Whatever follows the head of the answer is left unread. */
  private int ask(Provider provider) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(provider.baseUrl() + pathOf(provider)))
            .timeout(answerMax)
            .header(provider.keyHeader().headerName(), provider.credential().text());
    if (provider.api() == Api.ANTHROPIC) {
      request.header("anthropic-version", "2023-06-01");
    }
    var answer = client.send(request.build(), BodyHandlers.ofInputStream());
    answer.body().close();
    return answer.statusCode();
  }
}
