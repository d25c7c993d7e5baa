/**
 * TLS from PEM files: what is wrong with one is said at the start, and a file that is renewed is
 * used from then on, without a restart. TLS 1.3 and 1.2 only. Main types: {@link
 * dev.tollgate.kit.tls.ListenerTls}, {@link dev.tollgate.kit.tls.ClientTls} and {@link
 * dev.tollgate.kit.tls.LiveTls}.
 */
@NullMarked
package dev.tollgate.kit.tls;

import org.jspecify.annotations.NullMarked;
