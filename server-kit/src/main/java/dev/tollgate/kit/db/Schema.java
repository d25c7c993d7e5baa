package dev.tollgate.kit.db;

/**
 * A schema, and the migrations of this release that make it: {@code V3__name.sql}, and beside each
 * but the first the {@code U3__name.sql} that takes it back.
 *
 * @param location of the migrations on the classpath, for example {@code db/ledger}
 */
public record Schema(String name, String location) {}
