/**
 * gRPC on Linux epoll, on this machine only: servers on loopback TCP and Unix sockets, channels to
 * them, bearer tokens in front of them and one shape for their errors. Every size and wait has a
 * bound. Main types: {@link dev.tollgate.kit.grpc.EventLoops} and {@link
 * dev.tollgate.kit.grpc.GrpcServers}.
 */
@NullMarked
package dev.tollgate.kit.grpc;

import org.jspecify.annotations.NullMarked;
