/**
 * gRPC on Linux epoll: servers on TCP and Unix sockets, channels to them, bearer tokens in front of
 * them and one shape for their errors. What other machines can reach has TLS, or the operator's
 * word that something else does it. Every size and wait has a bound. Main types: {@link
 * dev.tollgate.kit.grpc.EventLoops} and {@link dev.tollgate.kit.grpc.GrpcServers}.
 */
@NullMarked
package dev.tollgate.kit.grpc;

import org.jspecify.annotations.NullMarked;
