package dev.tollgate.kit.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A record of some keys of a section whose others are somebody else's: they are passed over, not
 * refused. It is for whoever reads a server's configuration without being the server, which refuses
 * what it does not know.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Partial {}
