package dev.tollgate.authz.answers;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as Check said in headers that no client can set.
 *
 * @param account id of the wallet that pays for the caller's requests
 */
record Asker(String account, String tier) {
  static final Metadata.Key<String> ACCOUNT = key("x-tollgate-account");
  static final Metadata.Key<String> TIER = key("x-tollgate-tier");

  private static final Context.Key<Asker> CURRENT = Context.key("asker");

  /** The asker of the call at hand; null if Check named nobody. */
  static @Nullable Asker current() {
    return CURRENT.get();
  }

  /** Reads the headers. */
  static final class Interceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var account = headers.get(ACCOUNT);
      var tier = headers.get(TIER);
      if (account == null) {
        return next.startCall(call, headers);
      }
      var asker = new Asker(account, tier == null ? "" : tier);
      var context = Context.current().withValue(CURRENT, asker);
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
