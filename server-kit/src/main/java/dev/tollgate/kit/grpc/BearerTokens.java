package dev.tollgate.kit.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.kit.config.Secret;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who calls: a bearer token in the metadata {@code authorization}. */
public final class BearerTokens {
  /** What a token's holder may do; what each role may call is the service's to say. */
  public enum Role {
    REPLICA,
    ADMIN
  }

  /** The holder of a token. */
  public record Caller(String name, Role role) {
    public Caller {
      if (name.isBlank()) {
        throw new IllegalArgumentException("name must not be empty");
      }
    }
  }

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private static final Context.Key<Caller> CALLER = Context.key("caller");
  private static final String PREFIX = "Bearer ";

  private BearerTokens() {}

  /**
   * Lets through who presents one of the tokens; everyone else is UNAUTHENTICATED and no handler
   * runs. Each token is compared by its digest, in constant time, whether or not one has matched.
   */
  public static ServerInterceptor require(Map<Secret, Caller> callers) {
    var byDigest = new HashMap<Digest, Caller>();
    callers.forEach((token, caller) -> byDigest.put(Digest.of(token.bytes()), caller));
    return new Guard(Map.copyOf(byDigest));
  }

  /**
   * The caller of the running call.
   *
   * @throws IllegalStateException if the service stands behind no {@link #require}
   */
  public static Caller current() {
    var caller = CALLER.get();
    if (caller == null) {
      throw new IllegalStateException("the service is not guarded by BearerTokens.require");
    }
    return caller;
  }

  /** Sends the token with every call. */
  public static ClientInterceptor present(Secret token) {
    var headers = new Metadata();
    headers.put(AUTHORIZATION, PREFIX + token.text());
    return MetadataUtils.newAttachHeadersInterceptor(headers);
  }

  private static final class Digest {
    private final byte[] sha256;

    private Digest(byte[] sha256) {
      this.sha256 = sha256;
    }

    static Digest of(byte[] token) {
      try {
        return new Digest(MessageDigest.getInstance("SHA-256").digest(token));
      } catch (NoSuchAlgorithmException e) {
        throw new AssertionError("every Java platform has SHA-256", e);
      }
    }

    boolean matches(Digest other) {
      return MessageDigest.isEqual(sha256, other.sha256);
    }
  }

  private record Guard(Map<Digest, Caller> callers) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var header = headers.get(AUTHORIZATION);
      var caller = header == null ? null : identify(header);
      if (caller == null) {
        call.close(refusal(header), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return Contexts.interceptCall(
          Context.current().withValue(CALLER, caller), call, headers, next);
    }

    private @Nullable Caller identify(String header) {
      if (!header.regionMatches(true, 0, PREFIX, 0, PREFIX.length())) {
        return null;
      }
      var presented = Digest.of(header.substring(PREFIX.length()).getBytes(UTF_8));
      Caller found = null;
      for (var entry : callers.entrySet()) {
        if (entry.getKey().matches(presented)) {
          found = entry.getValue();
        }
      }
      return found;
    }

    private static Status refusal(@Nullable String header) {
      return Status.UNAUTHENTICATED.withDescription(
          header == null
              ? "no token was sent: send the metadata \"authorization: Bearer <token>\""
              : "the token in the metadata \"authorization\" is not accepted here");
    }
  }
}
