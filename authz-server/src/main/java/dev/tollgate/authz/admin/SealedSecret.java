package dev.tollgate.authz.admin;

import dev.tollgate.authz.sealing.Place;
import dev.tollgate.authz.sealing.Sealed;

/**
 * A secret in the database, whatever it is for.
 *
 * @param id of its row
 * @param name for people
 * @param cursor after which the ones behind it are read
 */
record SealedSecret(String id, String name, String cursor, Sealed sealed, Place place) {}
